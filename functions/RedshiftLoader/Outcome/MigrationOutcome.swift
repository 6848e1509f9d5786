import LambdaRuntime
import Logging

/// The outcome of one request to migrate.
enum MigrationOutcome: String, InvocationOutcome, Codable {
    /// Every due migration is applied, or the requested migration is undone.
    case migrated = "Migrated"
    /// No migration was due.
    case upToDate = "UpToDate"
    /// The request asked only for a list of migrations: nothing was run.
    case explained = "Explained"
    /// The files, the journal and the request contradict each other; no further migration was run.
    case refused = "MigrationRefused"
    /// Redshift refused a statement of a migration; the earlier migrations are applied.
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
