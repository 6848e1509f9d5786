import DatabaseClient
import MySQL

extension MySQLSnapshot: SnapshotQuerying {
    typealias Dialect = MySQLDialect

    var caveat: String? { nil }

    /// Does nothing: an error of MySQL leaves the transaction open.
    func checkTransaction(after error: DatabaseError) async throws {}
}
