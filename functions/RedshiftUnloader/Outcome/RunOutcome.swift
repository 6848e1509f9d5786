import LambdaRuntime
import Logging

/// The end of a run, by the name that its log line and its metric have.
enum RunOutcome: String, InvocationOutcome {
    case succeeded = "RunSucceeded"
    /// All or some of its exports failed.
    case failed = "RunFailed"
    case cancelled = "RunCancelled"
    case skipped = "RunSkipped"

    /// - Returns: `nil` for a run that is open.
    init?(_ status: RunRecord.Status) {
        switch status {
        case .starting, .open: return nil
        case .succeeded: self = .succeeded
        case .partial, .failed: self = .failed
        case .cancelled: self = .cancelled
        case .skipped: self = .skipped
        }
    }

    var level: Logger.Level {
        switch self {
        case .succeeded: .info
        case .failed: .error
        case .cancelled, .skipped: .warning
        }
    }

    /// `nil`: the outcomes of the run's exports carry the advice.
    var advice: String? { nil }
}
