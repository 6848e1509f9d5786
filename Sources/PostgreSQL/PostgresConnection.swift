public import DatabaseClient

/// One connection to a PostgreSQL server, on a thread of its own.
///
/// Close it: a connection that is forgotten keeps its thread.
public final class PostgresConnection: Sendable {
    public let server: DatabaseServer
    private let thread: ConnectionThread<LibPQConnection>

    private init(_ server: DatabaseServer, _ thread: ConnectionThread<LibPQConnection>) {
        self.server = server
        self.thread = thread
    }

    /// Connects, within the server's ``DatabaseServer/connectTimeout``.
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

    /// Runs one statement. Values are `$1`, `$2` …, sent apart from the statement.
    ///
    /// - Parameter timeout: ours, beside the server's own `statement_timeout`: the statement is cancelled and the connection
    ///   is of no more use.
    /// - Throws: ``DatabaseError``, or `CancellationError`, after which the connection is of no more use either.
    public func query(_ sql: String, _ values: [String?] = [], timeout: Duration) async throws -> DatabaseRows<TextRow>
    {
        let deadline = ContinuousClock.now + timeout
        return try await thread.run { connection, cancellation in
            try connection.query(sql, values, until: deadline, cancellation)
        }
    }

    public func close() { thread.close() }
}
