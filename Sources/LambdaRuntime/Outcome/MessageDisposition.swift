/// The handling of a queue's message: delete it, deliver it again, or move it to the dead-letter queue.
public enum MessageDisposition: Sendable, Equatable {
    /// The message is deleted.
    case ack
    /// The message is delivered again, after the given time, or after the queue's visibility timeout when no time is
    /// given. The queue's redrive policy limits the number of deliveries.
    case retry(after: Duration? = nil)
    /// The message is moved to the dead-letter queue, for a person to see.
    case dlq

    /// Combines the dispositions of two records in one message, so that no record is lost. If one record may still
    /// succeed, the message is delivered again, after the longer of the given times. Otherwise `dlq` is stronger than
    /// `ack`.
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
    /// The names of the dispositions in settings and plan files, in the order in which an error lists them.
    public static let words = ["ack", "retry", "dlq"]

    /// Reads the name of a disposition from a setting or a plan file; `nil` for another word.
    public init?(word: String) {
        switch word {
        case "ack": self = .ack
        case "retry": self = .retry()
        case "dlq": self = .dlq
        default: return nil
        }
    }

    /// The disposition's name in logs, answers and settings.
    public var word: String {
        switch self {
        case .ack: "ack"
        case .retry: "retry"
        case .dlq: "dlq"
        }
    }
}
