/// Handling of the message that an outcome belongs to, where a queue is behind it.
public enum MessageDisposition: Sendable, Equatable {
    /// The message is deleted.
    case ack
    /// The message is delivered again, after the given time, or after the queue's visibility timeout when none is given. The
    /// queue's redrive policy bounds how often.
    case retry(after: Duration? = nil)
    /// The message is moved to the dead-letter queue, for a person to see.
    case dlq

    /// The disposition of one message with several records: the one that loses least. As long as one record may yet succeed,
    /// the message is delivered again, after the longest of the times asked for.
    public func merged(with other: MessageDisposition) -> MessageDisposition {
        switch (self, other) {
        case (.retry(let mine), .retry(let others)):
            guard let mine, let others else { return .retry(after: mine ?? others) }
            return .retry(after: max(mine, others))
        case (.retry, _), (.dlq, .ack): return self
        case (_, .retry), (.ack, _), (.dlq, .dlq): return other
        }
    }
}

extension MessageDisposition {
    /// The words of settings and plan files, in the order an error lists them.
    public static let words = ["ack", "retry", "dlq"]

    /// Reads a word of a setting or a plan file. `nil` for another word.
    public init?(word: String) {
        switch word {
        case "ack": self = .ack
        case "retry": self = .retry()
        case "dlq": self = .dlq
        default: return nil
        }
    }

    /// The word in logs, answers and settings.
    public var word: String {
        switch self {
        case .ack: "ack"
        case .retry: "retry"
        case .dlq: "dlq"
        }
    }
}
