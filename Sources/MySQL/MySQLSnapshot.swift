public import DatabaseClient

/// A snapshot of a MySQL server's data, read by one connection. InnoDB does not share a snapshot between connections.
///
/// Tables of engines without transactions (MyISAM, MEMORY) are read in their current state.
/// https://dev.mysql.com/doc/refman/8.0/en/innodb-consistent-read.html
public final class MySQLSnapshot: Sendable {
    public let connection: MySQLConnection
    private let limits: StatementLimits

    private init(_ connection: MySQLConnection, _ limits: StatementLimits) {
        self.connection = connection
        self.limits = limits
    }

    /// Opens a snapshot for `body`, and ends it when `body` returns or throws.
    ///
    /// - Throws: ``DatabaseError``, `CancellationError`, or what `body` throws.
    public static func withSnapshot<Value: Sendable>(
        of server: DatabaseServer,
        _ limits: StatementLimits,
        _ body: (MySQLSnapshot) async throws -> Value
    ) async throws -> Value {
        let connection = try await MySQLConnection.connect(server)
        defer { connection.close() }
        let snapshot = MySQLSnapshot(connection, limits)
        try await snapshot.begin()
        return try await body(snapshot)
    }

    /// Runs one statement in the snapshot. An error that the server reports does not end the snapshot.
    ///
    /// - Throws: ``DatabaseError``, or `CancellationError`.
    public func query(_ sql: String) async throws -> DatabaseRows<TextRow> {
        try await connection.query(sql, timeout: limits.timeout())
    }

    private func begin() async throws {
        try await limitStatements()
        for statement in Self.opening { _ = try await query(statement) }
    }

    static let opening = [
        // Text that both sides of a comparison must read in the same way.
        "SET SESSION sql_mode = ''", "SET SESSION time_zone = '+00:00'",
        // At any other level WITH CONSISTENT SNAPSHOT does nothing but warn.
        "SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ",
        "START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY",
    ]

    private func limitStatements() async throws {
        let milliseconds = max(1, Int64(limits.statementTimeout / .milliseconds(1)))
        let isMariaDB = try await connection.isMariaDB()
        do {
            _ = try await query(
                isMariaDB
                    ? "SET SESSION max_statement_time = \(milliseconds / 1000).\(Self.padded(milliseconds % 1000))"
                    : "SET SESSION max_execution_time = \(milliseconds)"
            )
        } catch let error as DatabaseError where error.code == .mySQL(1193) {
            // MySQL 5.6 has neither: our own limit kills the statement.
        }
    }

    private static func padded(_ milliseconds: Int64) -> String {
        let digits = "\(milliseconds)"
        return String(repeating: "0", count: max(0, 3 - digits.count)) + digits
    }
}
