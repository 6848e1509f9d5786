/// What came of one export.
enum ExportOutcome: String, CaseIterable, Sendable, Codable {
    /// Verified and published.
    case unloaded = "Unloaded"
    /// No rows; published or not as the plan's `onEmpty` says.
    case empty = "Empty"
    /// A later run has moved the watermark beyond this run's window already.
    case covered = "Covered"
    /// An earlier run still holds the export's watermark; the next one covers this window too.
    case overlapped = "Overlapped"
    /// Redshift refused or failed the statement, or what it wrote does not check.
    case failed = "Failed"
    /// Over the export's `timeoutMinutes`, and cancelled for it.
    case timedOut = "TimedOut"
    /// Cancelled by `{"cancel": …}` or by somebody at the database.
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

    /// What to do about it, for whoever reads the log; `nil` when there is nothing to do.
    var advice: String? {
        switch self {
        case .unloaded, .empty, .covered: nil
        case .overlapped: "nothing once; if it goes on, runs take longer than the schedule's interval"
        case .failed: #"mend what the message names, then invoke with {"retry": "<run id>"}"#
        case .timedOut: #"raise timeoutMinutes or look for what held the query up, then {"retry": "<run id>"}"#
        case .cancelled: #"invoke with {"retry": "<run id>"} if it is wanted after all"#
        }
    }
}
