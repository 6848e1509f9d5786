/// An error of a broker, or of the connection to it: the work that failed, and whether doing it again can help. Never holds a
/// password, a key or a token.
public struct KafkaError: Error, Sendable, Equatable, CustomStringConvertible {
    public enum Kind: Sendable, Equatable {
        /// No connection: name, network, port, nobody listening, or lost on the way.
        case unreachable
        /// The broker's certificate is not to be trusted or is for another host, or there is no TLS on the port.
        case untrusted
        /// The broker refuses the user, or could not prove that it knows the password.
        case authentication
        /// Our own time limit.
        case timedOut
        /// The broker's refusal of a whole request.
        case refused(KafkaErrorCode)
        /// The broker does not have the API, or no version of it that this client knows.
        case unsupported
        /// The answer is no answer of Kafka's.
        case invalidAnswer
        /// The request cannot be written.
        case invalidRequest
        /// This process has no thread, memory or descriptor left.
        case unavailable
    }

    public var kind: Kind
    public var message: String
    /// The broker may have carried the request out: it was sent, and no answer came.
    public var mayHaveBeenProcessed: Bool

    public init(_ kind: Kind, _ message: String, mayHaveBeenProcessed: Bool = false) {
        self.kind = kind
        self.message = message
        self.mayHaveBeenProcessed = mayHaveBeenProcessed
    }

    /// True when the same may succeed later, with nothing changed.
    public var isTransient: Bool {
        switch kind {
        case .unreachable, .timedOut, .unavailable: true
        case .refused(let code): code.isTransient
        case .untrusted, .authentication, .unsupported, .invalidAnswer, .invalidRequest: false
        }
    }

    public var description: String { message }
}

extension KafkaError {
    /// A broker's text for a message of ours: its first 300 characters, without control characters.
    static func quoted(_ text: String) -> String {
        let cut = text.unicodeScalars.prefix(300).map { $0.value < 0x20 || $0.value == 0x7F ? " " : Character($0) }
        return String(cut)
    }
}
