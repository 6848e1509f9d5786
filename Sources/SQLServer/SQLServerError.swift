/// An error of a SQL Server: the work that failed, and whether doing it again can help. Never holds a password.
public struct SQLServerError: Error, Sendable, Equatable, CustomStringConvertible {
    public enum Kind: Sendable, Equatable {
        /// No connection: name, network, port, nobody listening, or lost on the way.
        case unreachable
        /// The server's certificate is not to be trusted, is for another host, or there is no TLS.
        case tls
        /// The server refuses the user or the password.
        case authentication
        /// Our own time limit.
        case timedOut
        /// The server has no room for another connection, or its database is starting, moving or pausing.
        case unavailable
        /// Any other error of the server, by its number.
        case server
        /// The question cannot be asked, or the answer is none: an identifier that SQL Server cannot hold, a broken packet.
        case invalid
    }

    public var kind: Kind
    /// https://learn.microsoft.com/sql/relational-databases/errors-events/database-engine-events-and-errors
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
        // Deadlock victim and lock request time-out.
        case .server: number == 1205 || number == 1222
        case .tls, .authentication, .invalid: false
        }
    }

    public var description: String { number.map { "\(message) (SQL Server error \($0))" } ?? message }
}

extension SQLServerError {
    /// - Parameters:
    ///   - number: the server's.
    ///   - message: one line is made of it.
    init(number: Int, message: String) {
        let kind: Kind =
            switch number {
            case 18452, 18456, 18470, 18486, 18487, 18488, 40532, 47073: .authentication
            // Azure's and RDS's words for "later": https://learn.microsoft.com/azure/azure-sql/database/troubleshoot-common-errors-issues
            case 921, 922, 983, 10928, 10929, 17142, 17187, 17809, 18401, 40197, 40501, 40613, 49918, 49919, 49920:
                .unavailable
            default: .server
            }
        self.init(kind, number: number, message.split(whereSeparator: \.isWhitespace).joined(separator: " "))
    }
}
