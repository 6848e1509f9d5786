/// An error of a broker, or of the connection to it. It says which work failed, and whether a retry can help. It never
/// contains a password, a key or a token.
public struct KafkaError: Error, Sendable, Equatable, CustomStringConvertible {
    public enum Kind: Sendable, Equatable {
        /// The broker cannot be reached, or the connection was lost. For example, the name, the network or the port is
        /// wrong, or nothing listens there.
        case unreachable
        /// The broker's certificate is not trusted or is for another host, or the port does not use TLS.
        case untrusted
        /// The broker refused the user, or could not prove that it knows the user's password.
        case authentication
        /// Our own time limit was reached.
        case timedOut
        /// The broker refused a whole request.
        case refused(KafkaErrorCode)
        /// The broker does not have this API, or only in versions that this client does not know.
        case unsupported
        /// The broker's answer does not follow Kafka's protocol.
        case invalidAnswer
        /// The request cannot be written in Kafka's protocol.
        case invalidRequest
        /// This process has no more threads, memory or file descriptors.
        case unavailable
    }

    public var kind: Kind
    public var message: String
    /// `true` when the broker may have carried out the request: the request was sent, but no answer came.
    public var mayHaveBeenProcessed: Bool

    public init(_ kind: Kind, _ message: String, mayHaveBeenProcessed: Bool = false) {
        self.kind = kind
        self.message = message
        self.mayHaveBeenProcessed = mayHaveBeenProcessed
    }

    /// `true` when the same request may succeed later without any change.
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
    /// Returns the part of a broker's text that our messages quote: its first 300 characters, without control
    /// characters.
    static func quoted(_ text: String) -> String {
        let cut = text.unicodeScalars.prefix(300).map { $0.value < 0x20 || $0.value == 0x7F ? " " : Character($0) }
        return String(cut)
    }
}
