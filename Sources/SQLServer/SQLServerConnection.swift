public import DatabaseClient

/// One connection to a SQL Server database. It runs on its own thread.
///
/// Close the connection after use: otherwise its thread stays.
public final class SQLServerConnection: Sendable {
    public let server: DatabaseServer
    private let thread: ConnectionThread<TDSConnection>

    private init(_ server: DatabaseServer, _ thread: ConnectionThread<TDSConnection>) {
        self.server = server
        self.thread = thread
    }

    /// Connects and logs in, within the server's ``DatabaseServer/connectTimeout``.
    ///
    /// - Throws: ``DatabaseError``, or `CancellationError`.
    public static func connect(_ server: DatabaseServer) async throws -> SQLServerConnection {
        let thread = try await ConnectionThread<TDSConnection>.connected(to: server) {
            connection,
            deadline,
            cancellation in
            try connection.connect(server, TDSSocket.WaitLimit(deadline: deadline, cancellation: cancellation))
        }
        return SQLServerConnection(server, thread)
    }

    /// Runs one batch of statements. At most one of them may return rows.
    ///
    /// - Parameters:
    ///   - sql: the statements with their values and names, which ``SQLServerLiteral`` and ``SQLServerIdentifier``
    ///     write.
    ///   - timeout: this client's time limit; SQL Server has none. After it the batch is cancelled, and the
    ///     connection cannot be used again.
    /// - Throws: ``DatabaseError``, or `CancellationError`, after which the connection cannot be used again. After an
    ///   error of kind `server` it stays usable.
    public func query(_ sql: String, timeout: Duration) async throws -> DatabaseRows<SQLServerRow> {
        let deadline = ContinuousClock.now + timeout
        return try await thread.run { connection, cancellation in
            let answer = try connection.query(
                sql,
                TDSSocket.WaitLimit(deadline: deadline, cancellation: cancellation)
            )
            if let error = answer.error { throw error }
            return DatabaseRows(columns: answer.columns.map(\.name), rows: answer.rows)
        }
    }

    public func close() { thread.close() }
}
