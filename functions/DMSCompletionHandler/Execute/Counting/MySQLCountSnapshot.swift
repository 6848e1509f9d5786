import MySQL

/// A snapshot of a MySQL server, which is its only connection as well.
struct MySQLCountSnapshot: DatabaseSnapshot, SnapshotConnection {
    let snapshot: MySQLSnapshot

    func relations() async throws -> [SourceRelation] {
        try await DatabaseError.mappingMySQL {
            try await snapshot.query(MySQLCountQuery.relations).rows.map(MySQLCountQuery.relation)
        }
    }

    func counts(
        of jobs: [CountJob],
        _ count: @escaping @Sendable (any SnapshotConnection, CountJob) async throws -> DatabaseCounts.Count
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
            if let check = try Self.fitting({ () throws(MySQLError) in try MySQLCountQuery.check(filters, columns) }),
                try await snapshot.query(check).one().integer(0) > 0
            {
                throw DatabaseError(.doesNotFit, "the filter compares a date with what is none")
            }
            let sql = try Self.fitting { () throws(MySQLError) in try MySQLCountQuery.count(table, filters, columns) }
            return (try await snapshot.query(sql).one().integer(0), nil)
        } catch let error as MySQLError {
            throw error.isOfTheTable ? DatabaseError(.doesNotFit, "\(error)") : DatabaseError(error)
        }
    }

    private func columns(of table: TableName) async throws -> [String: FilterColumn] {
        let sql = try Self.fitting { () throws(MySQLError) in try MySQLCountQuery.columns(of: table) }
        var columns: [String: FilterColumn] = [:]
        for row in try await snapshot.query(sql).rows {
            columns[try row.text(0).lowercased()] = MySQLCountQuery.column(try row.text(1))
        }
        return columns
    }

    /// Statements that cannot be written say something about one table alone.
    private static func fitting<Value>(_ write: () throws(MySQLError) -> Value) throws(DatabaseError) -> Value {
        do throws(MySQLError) { return try write() } catch { throw DatabaseError(.doesNotFit, error.message) }
    }
}
