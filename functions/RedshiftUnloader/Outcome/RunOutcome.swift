import LambdaRuntime
import Logging

/// The outcome of a run, with the name that the log line and the metric use.
enum RunOutcome: String, InvocationOutcome {
    case succeeded = "RunSucceeded"
    /// At least one export of the run failed or timed out.
    case failed = "RunFailed"
    case cancelled = "RunCancelled"
    case skipped = "RunSkipped"

    /// Converts the status of a run into its outcome.
    ///
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

    /// Always `nil`: the outcomes of the run's exports contain the advice.
    var advice: String? { nil }
}
