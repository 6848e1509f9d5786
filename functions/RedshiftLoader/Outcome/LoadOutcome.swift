import LambdaRuntime
import Logging

/// The outcome of one load.
enum LoadOutcome: String, InvocationOutcome, Codable {
    /// Committed: the rows are in the table, and the files are in the ledger.
    case loaded = "Loaded"
    /// Committed without the files that COPY refuses. These are quarantined.
    case partlyLoaded = "PartlyLoaded"
    /// Every file of the load, or a newer snapshot of the table, was loaded before.
    case duplicate = "Duplicate"
    /// A check of the plan or a guard on keys and operations failed, or a snapshot has too many files; nothing was
    /// changed.
    case held = "Held"
    /// The columns of a file or of the table do not fit the plan; nothing was changed.
    case schemaHeld = "SchemaHeld"
    /// COPY refuses rows of a file; nothing was changed.
    case rejected = "Rejected"
    /// Two different changes of one key have the same values in the source's `order` columns; nothing was changed.
    case ambiguous = "Ambiguous"
    /// A count is wrong: the files' rows differ from the stated number, or the table would have a wrong number of rows.
    /// Nothing was changed.
    case miscounted = "Miscounted"
    /// A file does not exist any more; nothing was changed.
    case missing = "Missing"
    /// Every attempt failed for a temporary reason, such as a conflict with another transaction; nothing was changed.
    case conflicted = "Conflicted"
    case cancelled = "Cancelled"
    /// The load failed for a reason that no other case names; nothing was changed.
    case failed = "Failed"

    /// `true` when nobody has to act.
    var isDone: Bool {
        switch self {
        case .loaded, .duplicate, .cancelled: true
        case .partlyLoaded, .held, .schemaHeld, .rejected, .ambiguous, .miscounted, .missing, .conflicted, .failed:
            false
        }
    }

    var level: Logger.Level {
        switch self {
        case .loaded, .duplicate: .info
        case .cancelled: .warning
        case .partlyLoaded, .held, .schemaHeld, .rejected, .ambiguous, .miscounted, .missing, .conflicted, .failed:
            .error
        }
    }

    var advice: String? {
        switch self {
        case .loaded, .duplicate, .cancelled: nil
        case .partlyLoaded:
            #"mend the quarantined files or the plan's columns, then {"retry": "<load id>"}, which loads those files alone"#
        case .held: #"mend the rows at their source or the check in the plan, then {"retry": "<load id>"}"#
        case .schemaHeld:
            #"errorMessage names the column and both types: change the plan, the table or the writer, then {"retry": "<load id>"}"#
        case .rejected: #"mend the file or the plan's columns, then {"retry": "<load id>"}"#
        case .ambiguous:
            #"add a column to the source's order that tells the changes apart, then {"retry": "<load id>"}"#
        case .miscounted: #"compare the files with what their writer counted, then {"retry": "<load id>"}"#
        case .missing: #"write the files again, or {"cancel": "<load id>"}"#
        case .conflicted: #"find the transactions that write the same tables, then {"retry": "<load id>"}"#
        case .failed:
            #"read errorMessage: grants, the role and the table's definition are the usual causes; then {"retry": "<load id>"}"#
        }
    }
}
