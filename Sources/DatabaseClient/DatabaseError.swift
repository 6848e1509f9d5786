/// An error of a database server, or of the connection to it. It says which work failed, and whether a retry can help.
/// It never contains a password.
public struct DatabaseError: Error, Sendable, Equatable, CustomStringConvertible {
    public enum Kind: Sendable, Equatable {
        /// The server cannot be reached, or the connection was lost or closed. For example, the name, the network or
        /// the port is wrong, or nothing listens there.
        case unreachable
        /// The server's certificate is not trusted or is for another host, or the server does not use TLS.
        case tls
        /// The server refused the user or the password, or asked for a login method that this client does not have.
        case authentication
        /// Our own time limit was reached.
        case timedOut
        /// The server ended the statement, because the statement's time limit passed or somebody asked the server to
        /// end it.
        case statementCancelled
        /// The server or this process has no room for another connection. The server may also be starting, moving or
        /// shutting down; this process may have no more threads or file descriptors.
        case unavailable
        /// The server reported any other error, which the code names.
        case server
        /// The request cannot be sent, or the answer cannot be read. Examples: a name that the server does not allow, a
        /// broken packet.
        case invalid
    }

    /// The server's own code for an error.
    public enum Code: Sendable, Equatable, CustomStringConvertible {
        /// The number of the error from the server, or from libmariadb (2000–2999, 5000–5999).
        /// https://dev.mysql.com/doc/mysql-errors/8.0/en/server-error-reference.html
        case mySQL(Int)
        /// The SQLSTATE of PostgreSQL, five characters. https://www.postgresql.org/docs/current/errcodes-appendix.html
        case sqlState(String)
        /// The number of the error from SQL Server.
        /// https://learn.microsoft.com/sql/relational-databases/errors-events/database-engine-events-and-errors
        case sqlServer(Int)

        public var description: String {
            switch self {
            case .mySQL(let number): "MySQL error \(number)"
            case .sqlState(let state): "SQLSTATE \(state)"
            case .sqlServer(let number): "SQL Server error \(number)"
            }
        }

        /// `true` for a conflict with another transaction: a deadlock, too long a wait for a lock, a serialization
        /// failure.
        var isConflict: Bool {
            switch self {
            case .mySQL(let number): number == 1205 || number == 1213
            // A standby's replay that took away rows a query needed is one of them.
            case .sqlState(let state): state.hasPrefix("40")
            case .sqlServer(let number): number == 1205 || number == 1222
            }
        }
    }

    public var kind: Kind
    /// The server's code; `nil` when the server gave none.
    public var code: Code?
    public var message: String

    public init(_ kind: Kind, code: Code? = nil, _ message: String) {
        self.kind = kind
        self.code = code
        self.message = message
    }

    /// `true` when the same request may succeed later without any change.
    public var isTransient: Bool {
        switch kind {
        case .unreachable, .timedOut, .unavailable: true
        case .server: code?.isConflict ?? false
        case .tls, .authentication, .statementCancelled, .invalid: false
        }
    }

    public var description: String { code.map { "\(message) (\($0))" } ?? message }
}
