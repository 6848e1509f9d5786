import DatabaseClient

/// Counts tables in a database snapshot that only one connection can read.
struct SingleConnectionSnapshot<Snapshot: SnapshotQuerying>: DatabaseSnapshot, SnapshotTableCounter {
    private typealias Query = CountQuery<Snapshot.Dialect>

    let snapshot: Snapshot

    var caveat: String? { snapshot.caveat }

    func relations() async throws -> [SourceCatalogEntry] {
        try await CountingError.mapping {
            try await snapshot.query(Snapshot.Dialect.relations).rows.map { try Query.relation($0) }
        }
    }

    func counts(
        of jobs: [CountJob],
        _ count: @escaping @Sendable (any SnapshotTableCounter, CountJob) async throws -> DatabaseCounts.Count
    ) async throws -> [DatabaseCounts.Count] {
        var counts: [DatabaseCounts.Count] = []
        for job in jobs { counts.append(try await count(self, job)) }
        return counts
    }

    func primaryKey(of table: TableName) async throws -> [String] { [] }

    func count(
        _ table: TableName,
        filters: [RowFilter],
        keys: [String]
    ) async throws -> (rows: Int64, checksum: String?) {
        do {
            let columns = filters.isEmpty ? [:] : try await columns(of: table)
            let check = try CountingError.fitting { () throws(DatabaseError) in try Query.check(filters, columns) }
            if let check, try await snapshot.query(check).one().integer(0) > 0 {
                throw CountingError(.doesNotFit, Snapshot.Dialect.misfit)
            }
            let sql = try CountingError.fitting { () throws(DatabaseError) in
                try Query.count(table, filters, columns)
            }
            return (try await snapshot.query(sql).one().integer(0), nil)
        } catch let error as DatabaseError where error.isOfTheTable {
            try await snapshot.checkTransaction(after: error)
            throw CountingError(.doesNotFit, "\(error)")
        } catch let error as DatabaseError {
            throw CountingError(error)
        }
    }

    private func columns(of table: TableName) async throws -> [String: FilterColumn] {
        let sql = try CountingError.fitting { () throws(DatabaseError) in try Snapshot.Dialect.columns(of: table) }
        var columns: [String: FilterColumn] = [:]
        for row in try await snapshot.query(sql).rows {
            columns[try row.text(0).lowercased()] = Snapshot.Dialect.column(try row.text(1))
        }
        return columns
    }
}
