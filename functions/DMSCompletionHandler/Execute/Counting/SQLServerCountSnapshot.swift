import SQLServer

/// A reading transaction of SQL Server, which is its only connection as well.
struct SQLServerCountSnapshot: DatabaseSnapshot, SnapshotConnection {
    let snapshot: SQLServerSnapshot

    var caveat: String? {
        switch snapshot.moment {
        case .snapshot: nil
        case .statement:
            "each table at a moment of its own: the database allows no snapshot isolation"
        case .none:
            "while rows may change: the database allows neither snapshot isolation nor read committed snapshots"
        }
    }

    func relations() async throws -> [SourceRelation] {
        try await DatabaseError.mappingSQLServer {
            try await snapshot.query(SQLServerCountQuery.relations).rows.map(SQLServerCountQuery.relation)
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
            if let check = try Self.fitting({ () throws(SQLServerError) in
                try SQLServerCountQuery.check(filters, columns)
            }),
                try await snapshot.query(check).one().integer(0) > 0
            {
                throw DatabaseError(.doesNotFit, "the filter compares a column with a value that is not of its type")
            }
            let sql = try Self.fitting { () throws(SQLServerError) in
                try SQLServerCountQuery.count(table, filters, columns)
            }
            return (try await snapshot.query(sql).one().integer(0), nil)
        } catch let error as SQLServerError where error.isOfTheTable {
            try await checkTransaction(after: error)
            throw DatabaseError(.doesNotFit, "\(error)")
        } catch let error as SQLServerError {
            throw DatabaseError(error)
        }
    }

    /// Some errors end the transaction: what is counted then is of another moment.
    private func checkTransaction(after error: SQLServerError) async throws {
        guard snapshot.moment == .snapshot else { return }
        let state = try await DatabaseError.mappingSQLServer {
            try await snapshot.query("SELECT CAST(XACT_STATE() AS int)").one().integer(0)
        }
        guard state == 1 else {
            throw DatabaseError(.other, "an error ended the transaction that all tables are counted in: \(error)")
        }
    }

    private func columns(of table: TableName) async throws -> [String: FilterColumn] {
        let sql = try Self.fitting { () throws(SQLServerError) in try SQLServerCountQuery.columns(of: table) }
        var columns: [String: FilterColumn] = [:]
        for row in try await snapshot.query(sql).rows {
            columns[try row.text(0).lowercased()] = SQLServerCountQuery.column(try row.text(1))
        }
        return columns
    }

    /// Statements that cannot be written say something about one table alone.
    private static func fitting<Value>(_ write: () throws(SQLServerError) -> Value) throws(DatabaseError) -> Value {
        do throws(SQLServerError) { return try write() } catch { throw DatabaseError(.doesNotFit, error.message) }
    }
}
