import LambdaRuntime

/// What becomes of a message.
enum Disposition: String, CaseIterable, Sendable, Comparable {
    /// Done with.
    case ack
    /// Given up: to the dead-letter queue, for somebody to see.
    case dlq
    /// Delivered again, later each time; in the end the queue's redrive policy gives it up.
    case retry

    /// A message of several records gets the one that loses least: as long as one of them may yet succeed, all come again.
    static func < (left: Disposition, right: Disposition) -> Bool { left.rank < right.rank }

    private var rank: Int {
        switch self {
        case .ack: 0
        case .dlq: 1
        case .retry: 2
        }
    }
}
