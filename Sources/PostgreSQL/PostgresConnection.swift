import ConnectionThread

/// One connection to a PostgreSQL server, on a thread of its own.
///
/// Close it: a connection that is forgotten keeps its thread.
public final class PostgresConnection: Sendable {
    public let server: PostgresServer
    private let thread: ConnectionThread<LibPQConnection>

    private init(_ server: PostgresServer, _ thread: ConnectionThread<LibPQConnection>) {
        self.server = server
        self.thread = thread
    }

    /// Connects, within the server's ``PostgresServer/connectTimeout``.
    ///
    /// - Throws: ``PostgresError``, or `CancellationError`.
    public static func connect(_ server: PostgresServer) async throws -> PostgresConnection {
        _ = Self.prepareOnce
        let thread: ConnectionThread<LibPQConnection>
        do throws(ConnectionThreadError) { thread = try ConnectionThread() } catch { throw PostgresError(error) }
        let deadline = ContinuousClock.now + server.connectTimeout
        do {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    try await thread.run { connection, cancellation in
                        try connection.connect(server, until: deadline, cancellation)
                    }
                }
                group.addTask {
                    // libpq looks the name up by a call that knows no time limit.
                    try await Task.sleep(for: server.connectTimeout + .seconds(1))
                    throw PostgresError(
                        .timedOut,
                        "the name \(server.host) was not resolved within \(server.connectTimeout)"
                    )
                }
                try await group.next()
                group.cancelAll()
            }
        } catch {
            thread.close()
            throw error
        }
        return PostgresConnection(server, thread)
    }

    /// Runs one statement. Values are `$1`, `$2` …, sent apart from the statement.
    ///
    /// - Parameter timeout: ours, beside the server's own `statement_timeout`: the statement is cancelled and the connection
    ///   is of no more use.
    /// - Throws: ``PostgresError``, or `CancellationError`, after which the connection is of no more use either.
    public func query(_ sql: String, _ values: [String?] = [], timeout: Duration) async throws -> PostgresRows {
        let deadline = ContinuousClock.now + timeout
        do {
            return try await thread.run { connection, cancellation in
                try connection.query(sql, values, until: deadline, cancellation)
            }
        } catch let error as ConnectionThreadError {
            throw PostgresError(error)
        }
    }

    public func close() { thread.close() }
}
