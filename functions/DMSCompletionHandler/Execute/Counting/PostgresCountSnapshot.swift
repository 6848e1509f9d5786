import DatabaseClient
import PostgreSQL

/// A snapshot of a PostgreSQL database.
struct PostgresCountSnapshot: DatabaseSnapshot {
    let snapshot: PostgresSnapshot

    func relations() async throws -> [SourceCatalogEntry] {
        try await CountingError.mapping {
            try await snapshot.query(PostgresDialect.relations).rows.map(PostgresDialect.relation)
        }
    }

    func counts(
        of jobs: [CountJob],
        _ count: @escaping @Sendable (any SnapshotTableCounter, CountJob) async throws -> DatabaseCounts.Count
    ) async throws -> [DatabaseCounts.Count] {
        try await CountingError.mapping {
            try await snapshot.map(jobs) { reader, job in try await count(Connection(reader: reader), job) }
        }
    }

    private struct Connection: SnapshotTableCounter {
        let reader: PostgresSnapshot.Reader

        func primaryKey(of table: TableName) async throws -> [String] {
            try await CountingError.mapping {
                try await reader.query(PostgresDialect.primaryKey, [table.schema, table.table]).rows.map {
                    try $0.text(0)
                }
            }
        }

        func count(
            _ table: TableName,
            filters: [RowFilter],
            keys: [String]
        ) async throws -> (rows: Int64, checksum: String?) {
            let sql = try CountingError.fitting { () throws(DatabaseError) in
                try PostgresDialect.sql(table, filters: filters, keys: keys)
            }
            return try await CountingError.mapping {
                // Names and values from outside may not fit this table, and an error would end the transaction.
                let isRisky = !filters.isEmpty || !keys.isEmpty
                if isRisky { _ = try await reader.query("SAVEPOINT before_count") }
                do {
                    let row = try await reader.query(sql.text, sql.values).one()
                    return (try row.integer(0), keys.isEmpty ? nil : try row.text(1))
                } catch let error as DatabaseError where isRisky && error.isOfTheTable {
                    _ = try await reader.query("ROLLBACK TO SAVEPOINT before_count")
                    throw CountingError(.doesNotFit, "\(error)")
                }
            }
        }
    }
}
