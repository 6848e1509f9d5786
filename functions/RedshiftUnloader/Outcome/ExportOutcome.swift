import LambdaRuntime
import Logging

/// How one export ended.
enum ExportOutcome: String, InvocationOutcome, Codable {
    /// Verified and published.
    case unloaded = "Unloaded"
    /// No rows; published or not as the plan's `on_empty` says.
    case empty = "Empty"
    /// A later run has moved the watermark beyond this run's window already, or published a later dataset.
    case covered = "Covered"
    /// An earlier run still holds the export's watermark; the next one covers this window too.
    case overlapped = "Overlapped"
    /// Redshift refused, failed or aborted the statement, or what it wrote does not check.
    case failed = "Failed"
    /// Over the export's `timeout`, and cancelled for it.
    case timedOut = "TimedOut"
    /// Cancelled by `{"cancel": …}`.
    case cancelled = "Cancelled"

    /// Whether a retry leaves it as it is.
    var isDone: Bool {
        switch self {
        case .unloaded, .empty, .covered: true
        case .overlapped, .failed, .timedOut, .cancelled: false
        }
    }

    /// Whether somebody should look at it.
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
        case .overlapped: "do nothing once; if it goes on, runs take longer than the schedule's interval"
        case .failed:
            #"if the plan is wrong, mend it and invoke with {"retry": "<run id>", "present_plan": true}; if something else was, {"retry": "<run id>"}"#
        case .timedOut: #"raise timeout in the plan or look for what held the query up, then {"retry": "<run id>"}"#
        case .cancelled: #"invoke with {"retry": "<run id>"} if it is wanted after all"#
        }
    }
}
