import DatabaseClient
import SQLServer

extension SQLServerSnapshot: SnapshotQuerying {
    typealias Dialect = SQLServerDialect

    var caveat: String? {
        switch moment {
        case .snapshot: nil
        case .statement:
            "each table at a moment of its own: the database allows no snapshot isolation"
        case .none:
            "while rows may change: the database allows neither snapshot isolation nor read committed snapshots"
        }
    }

    /// Checks that the transaction is still open. Some errors end it, and later counts would then be from another
    /// moment.
    func checkTransaction(after error: DatabaseError) async throws {
        guard moment == .snapshot else { return }
        let state = try await CountingError.mapping {
            try await query("SELECT CAST(XACT_STATE() AS int)").one().integer(0)
        }
        guard state == 1 else {
            throw CountingError(.other, "an error ended the transaction that all tables are counted in: \(error)")
        }
    }
}
