import LambdaRuntime
import Logging

/// The outcome of one export.
enum ExportOutcome: String, InvocationOutcome, Codable {
    /// The files are verified and published.
    case unloaded = "Unloaded"
    /// The export had no rows. The plan's `on_empty` decides if an empty dataset is published; with `on_empty: fail`
    /// the outcome is ``failed``.
    case empty = "Empty"
    /// A later run has already moved the watermark beyond this run's window, or published a later dataset.
    case covered = "Covered"
    /// Another run holds or has moved the export's watermark; the next run covers this window too.
    case overlapped = "Overlapped"
    /// The export failed, for example because Redshift refused or aborted the statement, or the files are not as
    /// expected.
    case failed = "Failed"
    /// The statement ran longer than the export's `timeout` and was cancelled.
    case timedOut = "TimedOut"
    /// A request `{"cancel": …}` cancelled the export.
    case cancelled = "Cancelled"

    /// `true` when a retry does not repeat an export with this outcome.
    var isDone: Bool {
        switch self {
        case .unloaded, .empty, .covered: true
        case .overlapped, .failed, .timedOut, .cancelled: false
        }
    }

    /// `true` when a person should act on this outcome.
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
