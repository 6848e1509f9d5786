import DatabaseClient
import MySQL

extension MySQLSnapshot: SnapshotQuerying {
    typealias Dialect = MySQLDialect

    var caveat: String? { nil }

    /// An error of MySQL's leaves the transaction open.
    func checkTransaction(after error: DatabaseError) async throws {}
}
