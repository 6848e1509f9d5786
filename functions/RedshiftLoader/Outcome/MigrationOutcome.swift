import LambdaRuntime
import Logging

/// The end of one request to migrate.
enum MigrationOutcome: String, InvocationOutcome, Codable {
    /// Every migration that was due is applied, or the one that was asked for is taken back.
    case migrated = "Migrated"
    /// None was due.
    case upToDate = "UpToDate"
    /// The request was to explain: nothing was run.
    case explained = "Explained"
    /// The files, the journal and the request contradict each other; nothing was run.
    case refused = "MigrationRefused"
    /// Redshift refused a statement; the migrations before it are applied.
    case failed = "MigrationFailed"

    var level: Logger.Level {
        switch self {
        case .migrated, .upToDate, .explained: .info
        case .refused, .failed: .error
        }
    }

    var advice: String? {
        switch self {
        case .migrated, .upToDate, .explained: nil
        case .refused: #"mend the files as errorMessage says, then {"migrate": …} again"#
        case .failed:
            #"mend the statement of the line that errorMessage names, then {"migrate": …} again: it goes on there"#
        }
    }
}
