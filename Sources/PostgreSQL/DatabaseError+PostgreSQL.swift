import DatabaseClient
import TextSearch

extension DatabaseError {
    /// Makes an error of PostgreSQL.
    ///
    /// - Parameter state: the error's SQLSTATE code.
    init(sqlState state: String, message: String) {
        let kind: Kind =
            switch state {
            case "28P01", "28000": .authentication
            case "57014": .statementCancelled
            case "53300", "53400", "57P03", "57P01", "57P02", "57P05": .unavailable
            case _ where state.hasPrefix("08"): .unreachable
            default: .server
            }
        self.init(kind, code: .sqlState(state), message)
    }

    /// Reads libpq's text about a failed connection. The text contains the server's SQLSTATE, because the connection
    /// asks for verbose messages. The other words are in the server's language.
    init(connectionMessage text: String) {
        let lines = text.split(separator: "\n").filter { line in
            ["LOCATION:", "HINT:"].allSatisfy { !line.hasPrefix($0) }
        }
        let words = lines.joined(separator: " ").split(separator: " ").joined(separator: " ")
        let message = words + (Self.tlsReason(in: words).map { ": \($0)" } ?? "")
        if let state = Self.sqlState(in: text) {
            self.init(sqlState: state, message: message)
        } else if message.contains(text: "SSL") || message.contains(text: "certificate") {
            self.init(.tls, message)
        } else {
            self.init(.unreachable, message)
        }
    }

    /// Returns the reason for an OpenSSL error number in a message, such as `SSL error code 167772294`. libpq has only
    /// this number, because the HTTP transport starts OpenSSL without its texts, which would slow down every cold
    /// start. The upper bits are the library, the lower 23 the reason.
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

    /// Reads the SQLSTATE code in a verbose message: the last `: 28P01:`.
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
