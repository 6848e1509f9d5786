/// An error of a database server or of the connection to it: the work that failed, and whether doing it again can help. Never
/// holds a password.
public struct DatabaseError: Error, Sendable, Equatable, CustomStringConvertible {
    public enum Kind: Sendable, Equatable {
        /// No connection: name, network, port, nobody listening, lost on the way, or closed before the call.
        case unreachable
        /// The server's certificate is not to be trusted, is for another host, or there is no TLS.
        case tls
        /// The server refuses the user or the password, or asks for a way to log in that this client does not have.
        case authentication
        /// Our own time limit.
        case timedOut
        /// The server ended the statement: its time limit, or somebody's order.
        case statementCancelled
        /// The server has no room for another connection, or is starting, moving or shutting down; or this process has no thread or
        /// descriptor left.
        case unavailable
        /// Any other error of the server, by its code.
        case server
        /// The question cannot be asked, or the answer is none: an identifier that the server cannot hold, a broken packet.
        case invalid
    }

    /// The server's own code of an error.
    public enum Code: Sendable, Equatable, CustomStringConvertible {
        /// The server's number, or libmariadb's (2000–2999, 5000–5999).
        /// https://dev.mysql.com/doc/mysql-errors/8.0/en/server-error-reference.html
        case mySQL(Int)
        /// PostgreSQL's five characters. https://www.postgresql.org/docs/current/errcodes-appendix.html
        case sqlState(String)
        /// https://learn.microsoft.com/sql/relational-databases/errors-events/database-engine-events-and-errors
        case sqlServer(Int)

        public var description: String {
            switch self {
            case .mySQL(let number): "MySQL error \(number)"
            case .sqlState(let state): "SQLSTATE \(state)"
            case .sqlServer(let number): "SQL Server error \(number)"
            }
        }

        /// True for a conflict with another transaction: a deadlock, a lock that was waited for too long, a serialization failure.
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
    /// `nil` when the server gave none.
    public var code: Code?
    public var message: String

    public init(_ kind: Kind, code: Code? = nil, _ message: String) {
        self.kind = kind
        self.code = code
        self.message = message
    }

    /// True when the same may succeed later, with nothing changed.
    public var isTransient: Bool {
        switch kind {
        case .unreachable, .timedOut, .unavailable: true
        case .server: code?.isConflict ?? false
        case .tls, .authentication, .statementCancelled, .invalid: false
        }
    }

    public var description: String { code.map { "\(message) (\($0))" } ?? message }
}
