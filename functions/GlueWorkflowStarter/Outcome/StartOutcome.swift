import LambdaRuntime
import Logging

/// The outcomes of requests and runs. Each raw value is the outcome's name in the log and the metrics.
enum StartOutcome: String, InvocationOutcome {
    case started = "Started"
    case adopted = "Adopted"
    case joined = "Joined"
    case queued = "Queued"
    case duplicate = "Duplicates"
    case refused = "Refused"
    /// The answer to a start call was lost, and no run was found yet.
    case unconfirmed = "Unconfirmed"
    case restarted = "Restarted"
    case startFailed = "StartsFailed"
    case succeeded = "Succeeded"
    case failed = "Failed"
    case stoppedOnAbort = "StoppedOnAbort"
    case sweepFailed = "SweepFailures"
    /// A message of a queue could not be handled.
    case messageFailed = "MessagesFailed"

    var level: Logger.Level {
        switch self {
        case .started, .adopted, .joined, .queued, .duplicate, .restarted, .succeeded: .info
        case .refused, .unconfirmed, .stoppedOnAbort: .warning
        case .startFailed, .failed, .sweepFailed, .messageFailed: .error
        }
    }

    var advice: String? {
        switch self {
        case .startFailed: "Read the error's row in the function's README; the same request may be sent again"
        case .failed: "Read the node table in the execution's error; resume the run or start it under another key"
        case .sweepFailed: "Wait for the next sweep; check the service that the error names if it happens again"
        case .messageFailed: "Correct the message; the queue delivers it again, then hands it to its dead-letter queue"
        default: nil
        }
    }
}
