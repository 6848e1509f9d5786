public import DatabaseClient

/// One connection to a MySQL server, on a thread of its own.
///
/// Close it: a connection that is forgotten keeps its thread.
public final class MySQLConnection: Sendable {
    public let server: DatabaseServer
    private let thread: ConnectionThread<LibMariaDBConnection>

    private init(_ server: DatabaseServer, _ thread: ConnectionThread<LibMariaDBConnection>) {
        self.server = server
        self.thread = thread
    }

    /// Connects, within the server's ``DatabaseServer/connectTimeout``.
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
    ///   - sql: with its values in it, as ``MySQLLiteral`` and ``MySQLIdentifier`` write them.
    ///   - timeout: ours, beside the server's own: the statement is killed and the connection is of no more use.
    /// - Throws: ``DatabaseError``, or `CancellationError`, after which the connection is of no more use either.
    public func query(_ sql: String, timeout: Duration) async throws -> DatabaseRows<TextRow> {
        let deadline = ContinuousClock.now + timeout
        return try await thread.run { connection, cancellation in
            try connection.query(sql, until: deadline, cancellation)
        }
    }

    /// True when the server says that it is MariaDB.
    public func isMariaDB() async throws -> Bool {
        try await thread.run { connection, _ in try connection.isMariaDB() }
    }

    public func close() { thread.close() }
}
