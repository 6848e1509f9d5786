import TextSearch

/// An error of a PostgreSQL server: the work that failed, and whether doing it again can help. Never holds a
/// password; libpq's messages hold none.
public struct PostgresError: Error, Sendable, Equatable, CustomStringConvertible {
    public enum Kind: Sendable, Equatable {
        /// No connection: name, network, port, nobody listening, or lost on the way.
        case unreachable
        /// The server's certificate is not to be trusted, is for another host, or there is no TLS.
        case tls
        /// The server refuses the user or the password.
        case authentication
        /// Our own time limit.
        case timedOut
        /// The server ended the statement: its `statement_timeout`, or a cancellation.
        case statementCancelled
        /// The server has no room for another connection, or is starting up or shutting down.
        case unavailable
        /// Any other error of the server, by its SQLSTATE.
        case server
        /// The question cannot be asked: an identifier or a value that PostgreSQL cannot hold.
        case invalid
    }

    public var kind: Kind
    /// Five characters, when the server gave one.
    /// https://www.postgresql.org/docs/current/errcodes-appendix.html
    public var sqlState: String?
    public var message: String

    public init(_ kind: Kind, sqlState: String? = nil, _ message: String) {
        self.kind = kind
        self.sqlState = sqlState
        self.message = message
    }

    /// True when the same may succeed later, with nothing changed.
    public var isTransient: Bool {
        switch kind {
        case .unreachable, .timedOut, .unavailable: true
        // Serialization failure and deadlock; a standby's replay that took away rows a query needed is one of them.
        case .server: sqlState.map { $0.hasPrefix("40") } ?? false
        case .tls, .authentication, .statementCancelled, .invalid: false
        }
    }

    public var description: String { sqlState.map { "\(message) (SQLSTATE \($0))" } ?? message }
}

extension PostgresError {
    /// - Parameter state: the SQLSTATE.
    init(state: String, message: String) {
        let kind: Kind =
            switch state {
            case "28P01", "28000": .authentication
            case "57014": .statementCancelled
            case "53300", "53400", "57P03", "57P01", "57P02", "57P05": .unavailable
            case _ where state.hasPrefix("08"): .unreachable
            default: .server
            }
        self.init(kind, sqlState: state, message)
    }

    /// Reads what libpq says of a connection that failed. A server's answer carries its SQLSTATE because the connection
    /// asks for verbose messages: the words around it come in the server's language.
    init(connectionMessage text: String) {
        let lines = text.split(separator: "\n").filter { line in
            ["LOCATION:", "HINT:"].allSatisfy { !line.hasPrefix($0) }
        }
        let words = lines.joined(separator: " ").split(separator: " ").joined(separator: " ")
        let message = words + (Self.tlsReason(in: words).map { ": \($0)" } ?? "")
        if let state = Self.sqlState(in: text) {
            self.init(state: state, message: message)
        } else if message.contains(text: "SSL") || message.contains(text: "certificate") {
            self.init(.tls, message)
        } else {
            self.init(.unreachable, message)
        }
    }

    /// The meaning of `SSL error code 167772294` means. The transport starts OpenSSL without its texts, which cost every cold start, so
    /// that libpq has the number only: the library in its upper bits, the reason in the lower 23.
    private static func tlsReason(in message: String) -> String? {
        let fields = message.split(separator: " ")
        guard let place = fields.firstIndex(of: "code"), place > 1, fields[place - 2] == "SSL",
            place + 1 < fields.count,
            let code = UInt64(fields[place + 1])
        else { return nil }
        switch code & 0x7F_FFFF {
        case 134: return "certificate verify failed"
        case 267: return "wrong version number: is there TLS behind this port?"
        case 1048: return "the server does not know our CA"
        default: return nil
        }
    }

    /// The last `: 28P01:` of a verbose message.
    private static func sqlState(in text: String) -> String? {
        let fields = text.split(separator: ":", omittingEmptySubsequences: false)
        let states = fields.dropFirst().dropLast().map { $0.drop { $0 == " " } }.filter { field in
            field.utf8.count == 5
                && field.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) }
                && field.utf8.contains { (0x30...0x39).contains($0) }
        }
        return states.last.map { String($0) }
    }
}
