public import DatabaseClient

/// One connection to a PostgreSQL server. It runs on its own thread.
///
/// Close the connection after use: otherwise its thread stays.
public final class PostgresConnection: Sendable {
    public let server: DatabaseServer
    private let thread: ConnectionThread<LibPQConnection>

    private init(_ server: DatabaseServer, _ thread: ConnectionThread<LibPQConnection>) {
        self.server = server
        self.thread = thread
    }

    /// Connects and logs in, within the server's ``DatabaseServer/connectTimeout``.
    ///
    /// - Throws: ``DatabaseError``, or `CancellationError`.
    public static func connect(_ server: DatabaseServer) async throws -> PostgresConnection {
        _ = Self.prepareOnce
        let thread = try await ConnectionThread<LibPQConnection>.connected(to: server) {
            connection,
            deadline,
            cancellation in
            try connection.connect(server, until: deadline, cancellation)
        }
        return PostgresConnection(server, thread)
    }

    /// Runs one statement. Its parameters `$1`, `$2` … get their values separately from the statement's text.
    ///
    /// - Parameter timeout: this client's time limit, in addition to the server's `statement_timeout`. After it the
    ///   statement is cancelled, and the connection cannot be used again.
    /// - Throws: ``DatabaseError``, or `CancellationError`, after which the connection cannot be used again.
    public func query(_ sql: String, _ values: [String?] = [], timeout: Duration) async throws -> DatabaseRows<TextRow>
    {
        let deadline = ContinuousClock.now + timeout
        return try await thread.run { connection, cancellation in
            try connection.query(sql, values, until: deadline, cancellation)
        }
    }

    public func close() { thread.close() }
}
