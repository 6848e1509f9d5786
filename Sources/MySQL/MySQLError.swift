/// An error of a MySQL server: the work that failed, and whether doing it again can help. Never holds a password.
public struct MySQLError: Error, Sendable, Equatable, CustomStringConvertible {
    public enum Kind: Sendable, Equatable {
        /// No connection: name, network, port, nobody listening, or lost on the way.
        case unreachable
        /// The server's certificate is not to be trusted, is for another host, or there is no TLS.
        case tls
        /// The server refuses the user or the password, or asks for a way to log in that this library does not have.
        case authentication
        /// Our own time limit.
        case timedOut
        /// The server ended the statement: its time limit, or a `KILL`.
        case statementCancelled
        /// The server has no room for another connection, or is shutting down.
        case unavailable
        /// Any other error of the server, by its number.
        case server
        /// The question cannot be asked, or the answer is none: an identifier that MySQL cannot hold, a broken packet.
        case invalid
    }

    public var kind: Kind
    /// The server's number, or libmariadb's (2000–2999, 5000–5999).
    /// https://dev.mysql.com/doc/mysql-errors/8.0/en/server-error-reference.html
    public var number: Int?
    public var message: String

    public init(_ kind: Kind, number: Int? = nil, _ message: String) {
        self.kind = kind
        self.number = number
        self.message = message
    }

    /// True when the same may succeed later, with nothing changed.
    public var isTransient: Bool {
        switch kind {
        case .unreachable, .timedOut, .unavailable: true
        // Lock wait timeout and deadlock.
        case .server: number == 1205 || number == 1213
        case .tls, .authentication, .statementCancelled, .invalid: false
        }
    }

    public var description: String { number.map { "\(message) (MySQL error \($0))" } ?? message }
}

extension MySQLError {
    /// - Parameters:
    ///   - number: the server's, or libmariadb's.
    ///   - message: one line, whatever is in it.
    init(number: Int, message: String, server: MySQLServer) {
        let line = message.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        switch number {
        // Both are libmariadb's: the server names a plugin that is not in the list of those that may be used.
        case 2059, 5010:
            self.init(
                .authentication,
                number: number,
                "\(server) has no such user, or wants it to log in in a way that is not known here (\(line)); create the user IDENTIFIED WITH caching_sha2_password, sha256_password or mysql_native_password"
            )
        default: self.init(Self.kind(number), number: number, "\(server): \(line)")
        }
    }

    private static func kind(_ number: Int) -> Kind {
        switch number {
        case 1045, 1130, 1698, 1820, 1862, 2049, 2061, 3118, 4151: .authentication
        case 1317, 1969, 3024: .statementCancelled
        case 1040, 1053, 1129, 1203, 1226: .unavailable
        case 2002, 2003, 2004, 2005, 2006, 2012, 2013, 2055, 5013, 5014: .unreachable
        case 2026: .tls
        case 2000...2999, 5000...5999: .invalid
        default: .server
        }
    }
}
