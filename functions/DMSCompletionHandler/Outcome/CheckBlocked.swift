import AWSClient
import StateStore

/// The error of a check that could not be made. It says nothing about the migration itself.
struct CheckBlocked: Error, Sendable, Equatable, CustomStringConvertible {
    /// The message for people: the work that failed, the thing it was done to, and the cause.
    let description: String
    /// `true` when the cause may disappear by itself, so that a later check may succeed.
    let isTransient: Bool
    /// `true` when the check ran out of time. A check with more time may succeed.
    let isOutOfTime: Bool

    init(_ description: String, isTransient: Bool, isOutOfTime: Bool = false) {
        self.description = description
        self.isTransient = isTransient
        self.isOutOfTime = isOutOfTime
    }

    /// - Parameter doing: the work that failed, such as `listing s3://bucket/prefix`.
    init(_ doing: String, _ error: any Error) {
        switch error {
        case let blocked as CheckBlocked: self = blocked
        case is CancellationError: self.init(outOfTime: doing)
        case let error as AWSError:
            self.init("\(doing): \(error)", isTransient: error.isRetryable, isOutOfTime: error.kind == .outOfTime)
        case let error as StateStoreError: self.init("\(doing): \(error)", isTransient: error.isRetryable)
        case let error as CountingError:
            self.init("\(doing): \(error)\(error.advice.map { "; \($0)" } ?? "")", isTransient: error.isTransient)
        default: self.init("\(doing): \(error)", isTransient: false)
        }
    }

    /// Makes the error of a check that ran out of time. Another attempt with the same time would fail in the same way.
    init(outOfTime doing: String) {
        self.init(
            "\(doing): the invocation's time ran out; raise the function's timeout, give it more COUNT_CONNECTIONS, or index what is counted",
            isTransient: false,
            isOutOfTime: true
        )
    }
}
