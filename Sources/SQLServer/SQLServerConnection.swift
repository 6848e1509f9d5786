public import DatabaseClient

/// One connection to a SQL Server database, on a thread of its own.
///
/// Close it: a connection that is forgotten keeps its thread.
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

    /// Runs one batch of statements, of which one at most has rows.
    ///
    /// - Parameters:
    ///   - sql: with its values in it, as ``SQLServerLiteral`` and ``SQLServerIdentifier`` write them.
    ///   - timeout: ours; SQL Server has none. The batch is cancelled and the connection is of no more use.
    /// - Throws: ``DatabaseError``, or `CancellationError`, after which the connection is of no more use either. An error of kind
    ///   `server` leaves it usable.
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
