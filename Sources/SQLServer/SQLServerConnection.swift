import ConnectionThread

/// One connection to a SQL Server database, on a thread of its own.
///
/// Close it: a connection that is forgotten keeps its thread.
public final class SQLServerConnection: Sendable {
    public let instance: SQLServerInstance
    private let thread: ConnectionThread<TDSConnection>

    private init(_ instance: SQLServerInstance, _ thread: ConnectionThread<TDSConnection>) {
        self.instance = instance
        self.thread = thread
    }

    /// Connects and logs in, within the instance's ``SQLServerInstance/connectTimeout``.
    ///
    /// - Throws: ``SQLServerError``, or `CancellationError`.
    public static func connect(_ instance: SQLServerInstance) async throws -> SQLServerConnection {
        let thread: ConnectionThread<TDSConnection>
        do throws(ConnectionThreadError) { thread = try ConnectionThread() } catch { throw SQLServerError(error) }
        let deadline = ContinuousClock.now + instance.connectTimeout
        do {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    try await thread.run { connection, cancellation in
                        let limit = TDSSocket.WaitLimit(deadline: deadline, cancellation: cancellation)
                        try connection.connect(instance, limit)
                    }
                }
                group.addTask {
                    // The name is looked up by a call that knows no time limit.
                    try await Task.sleep(for: instance.connectTimeout + .seconds(1))
                    throw SQLServerError(
                        .timedOut,
                        "the name \(instance.host) was not resolved within \(instance.connectTimeout)"
                    )
                }
                try await group.next()
                group.cancelAll()
            }
        } catch {
            thread.close()
            throw error
        }
        return SQLServerConnection(instance, thread)
    }

    /// Runs one batch of statements, of which one at most has rows.
    ///
    /// - Parameters:
    ///   - sql: with its values in it, as ``SQLServerLiteral`` and ``SQLServerIdentifier`` write them.
    ///   - timeout: ours; SQL Server has none. The batch is cancelled and the connection is of no more use.
    /// - Throws: ``SQLServerError``, or `CancellationError`, after which the connection is of no more use either. An error of kind
    ///   `server` leaves it usable.
    public func query(_ sql: String, timeout: Duration) async throws -> SQLServerRows {
        let deadline = ContinuousClock.now + timeout
        do {
            return try await thread.run { connection, cancellation in
                let answer = try connection.query(
                    sql,
                    TDSSocket.WaitLimit(deadline: deadline, cancellation: cancellation)
                )
                if let error = answer.error { throw error }
                return SQLServerRows(columns: answer.columns.map(\.name), rows: answer.rows)
            }
        } catch let error as ConnectionThreadError {
            throw SQLServerError(error)
        }
    }

    public func close() { thread.close() }
}
