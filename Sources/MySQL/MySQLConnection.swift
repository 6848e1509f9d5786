public import DatabaseClient

/// One connection to a MySQL server. It runs on its own thread.
///
/// Close the connection after use: otherwise its thread stays.
public final class MySQLConnection: Sendable {
    public let server: DatabaseServer
    private let thread: ConnectionThread<LibMariaDBConnection>

    private init(_ server: DatabaseServer, _ thread: ConnectionThread<LibMariaDBConnection>) {
        self.server = server
        self.thread = thread
    }

    /// Connects and logs in, within the server's ``DatabaseServer/connectTimeout``.
    ///
    /// - Throws: ``DatabaseError``, or `CancellationError`.
    public static func connect(_ server: DatabaseServer) async throws -> MySQLConnection {
        let interruption = SocketInterruption()
        do {
            let thread = try await ConnectionThread<LibMariaDBConnection>.connected(
                to: server,
                grace: .milliseconds(200),
                // libmariadb waits for the TLS handshake, too, by calls that know no time limit.
                late:
                    "\(server) did not finish the TLS handshake within \(server.connectTimeout), or its name was not resolved"
            ) { connection, deadline, cancellation in
                try connection.connect(server, until: deadline, cancellation, interruption)
            }
            return MySQLConnection(server, thread)
        } catch {
            interruption.interrupt()
            throw error
        }
    }

    /// Runs one statement.
    ///
    /// - Parameters:
    ///   - sql: the statement with its values and names, which ``MySQLLiteral`` and ``MySQLIdentifier`` write.
    ///   - timeout: this client's time limit, in addition to the server's. After it the statement is killed, and the
    ///     connection cannot be used again.
    /// - Throws: ``DatabaseError``, or `CancellationError`, after which the connection cannot be used again.
    public func query(_ sql: String, timeout: Duration) async throws -> DatabaseRows<TextRow> {
        let deadline = ContinuousClock.now + timeout
        return try await thread.run { connection, cancellation in
            try connection.query(sql, until: deadline, cancellation)
        }
    }

    /// Returns `true` when the server reports that it is MariaDB.
    public func isMariaDB() async throws -> Bool {
        try await thread.run { connection, _ in try connection.isMariaDB() }
    }

    public func close() { thread.close() }
}
