import ConnectionThread

/// One connection to a MySQL server, on a thread of its own.
///
/// Close it: a connection that is forgotten keeps its thread.
public final class MySQLConnection: Sendable {
    public let server: MySQLServer
    private let thread: ConnectionThread<LibMariaDBConnection>

    private init(_ server: MySQLServer, _ thread: ConnectionThread<LibMariaDBConnection>) {
        self.server = server
        self.thread = thread
    }

    /// Connects, within the server's ``MySQLServer/connectTimeout``.
    ///
    /// - Throws: ``MySQLError``, or `CancellationError`.
    public static func connect(_ server: MySQLServer) async throws -> MySQLConnection {
        let thread: ConnectionThread<LibMariaDBConnection>
        do throws(ConnectionThreadError) { thread = try ConnectionThread() } catch { throw MySQLError(error) }
        let deadline = ContinuousClock.now + server.connectTimeout
        let interruption = SocketInterruption()
        do {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    try await thread.run { connection, cancellation in
                        try connection.connect(server, until: deadline, cancellation, interruption)
                    }
                }
                group.addTask {
                    // libmariadb looks the name up, and waits for the TLS handshake, by calls that know no time limit.
                    try await Task.sleep(for: server.connectTimeout + .milliseconds(200))
                    throw MySQLError(
                        .timedOut,
                        "\(server) did not finish the TLS handshake within \(server.connectTimeout), or its name was not resolved"
                    )
                }
                try await group.next()
                group.cancelAll()
            }
        } catch {
            interruption.interrupt()
            thread.close()
            throw error
        }
        return MySQLConnection(server, thread)
    }

    /// Runs one statement.
    ///
    /// - Parameters:
    ///   - sql: with its values in it, as ``MySQLLiteral`` and ``MySQLIdentifier`` write them.
    ///   - timeout: ours, beside the server's own: the statement is killed and the connection is of no more use.
    /// - Throws: ``MySQLError``, or `CancellationError`, after which the connection is of no more use either.
    public func query(_ sql: String, timeout: Duration) async throws -> MySQLRows {
        let deadline = ContinuousClock.now + timeout
        do {
            return try await thread.run { connection, cancellation in
                try connection.query(sql, until: deadline, cancellation)
            }
        } catch let error as ConnectionThreadError {
            throw MySQLError(error)
        }
    }

    /// True when the server says that it is MariaDB.
    public func isMariaDB() async throws -> Bool {
        do {
            return try await thread.run { connection, _ in try connection.isMariaDB() }
        } catch let error as ConnectionThreadError {
            throw MySQLError(error)
        }
    }

    public func close() { thread.close() }
}
