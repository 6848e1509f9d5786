import LambdaRuntime
import Logging

/// The end of one export.
enum ExportOutcome: String, InvocationOutcome, Codable {
    /// Verified and published.
    case unloaded = "Unloaded"
    /// No rows; published or not as the plan's `on_empty` says.
    case empty = "Empty"
    /// A later run has already moved the watermark beyond this run's window, or published a later dataset.
    case covered = "Covered"
    /// An earlier run still holds the export's watermark; the next one covers this window too.
    case overlapped = "Overlapped"
    /// Redshift refused, failed or aborted the statement, or the verification of its files failed.
    case failed = "Failed"
    /// The statement ran longer than the export's `timeout` and was cancelled.
    case timedOut = "TimedOut"
    /// Cancelled by `{"cancel": …}`.
    case cancelled = "Cancelled"

    /// `true` when a retry leaves it as it is.
    var isDone: Bool {
        switch self {
        case .unloaded, .empty, .covered: true
        case .overlapped, .failed, .timedOut, .cancelled: false
        }
    }

    /// `true` when a person should act on it.
    var isFailure: Bool {
        switch self {
        case .unloaded, .empty, .covered, .overlapped, .cancelled: false
        case .failed, .timedOut: true
        }
    }

    var level: Logger.Level {
        switch self {
        case .unloaded, .empty, .covered: .info
        case .overlapped, .cancelled: .warning
        case .failed, .timedOut: .error
        }
    }

    var advice: String? {
        switch self {
        case .unloaded, .empty, .covered: nil
        case .overlapped: "do nothing once; if it is repeated, runs take longer than the schedule's interval"
        case .failed:
            #"if the plan is wrong, correct it and invoke with {"retry": "<run id>", "present_plan": true}; for another cause, {"retry": "<run id>"}"#
        case .timedOut: #"raise timeout in the plan or find what delayed the query, then {"retry": "<run id>"}"#
        case .cancelled: #"invoke with {"retry": "<run id>"} if it is wanted after all"#
        }
    }
}
