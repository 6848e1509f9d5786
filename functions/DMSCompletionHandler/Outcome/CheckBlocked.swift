import AWSClient
import StateStore

/// The error of a check that could not be made, which says nothing about the migration.
struct CheckBlocked: Error, Sendable, Equatable, CustomStringConvertible {
    /// The work, the thing it was done to, and the error.
    let description: String
    /// True when it may pass by itself.
    let isTransient: Bool
    /// True when the time of this check ran out: one with more time may succeed.
    let isOutOfTime: Bool

    init(_ description: String, isTransient: Bool, isOutOfTime: Bool = false) {
        self.description = description
        self.isTransient = isTransient
        self.isOutOfTime = isOutOfTime
    }

    /// - Parameter doing: e.g. `listing s3://bucket/prefix`.
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

    /// The error of a check whose time ran out: the next attempt with as much time would end in the same way.
    init(outOfTime doing: String) {
        self.init(
            "\(doing): the invocation's time ran out; raise the function's timeout, give it more COUNT_CONNECTIONS, or index what is counted",
            isTransient: false,
            isOutOfTime: true
        )
    }
}
