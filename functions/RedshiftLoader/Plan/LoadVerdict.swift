import AWSRedshiftData
import RedshiftSQL

/// The result of a load's batch: the next step, or the outcome of the load.
enum LoadVerdict: Sendable, Equatable {
    case running
    case loaded
    /// The batch failed, but the same load may succeed later.
    case again(String)
    /// The loader's own tables are missing: the lane must be prepared again.
    case unprepared(LoadStatementKind, String)
    /// Some of the files are loaded already: ask the ledger which ones.
    case compare
    /// COPY refused a file: ask Redshift which one.
    case diagnose(query: Int64?, String)
    /// A check failed: find the rows that break the check.
    case examine(LoadStatementKind, String)
    case over(LoadOutcome, LoadStatementKind?, String)

    /// Decides from the state of the batch.
    ///
    /// - Parameter steps: the steps of the batch. The index of the failed statement gives the failed step.
    init(_ batch: RedshiftDataStatement, _ steps: [LoadStatementKind], isCancelled: Bool) {
        switch batch.status {
        case .running: self = .running
        case .finished: self = .loaded
        case .aborted:
            self =
                isCancelled
                ? .over(.cancelled, nil, "cancelled as asked")
                : .again("aborted at the database, by a query monitoring rule, an administrator or a restart")
        case .failed:
            let index = batch.parts.firstIndex { !($0.error ?? "").isEmpty }
            let step = index.flatMap { steps.indices.contains($0) ? steps[$0] : nil }
            self = Self.failed(step, batch.reason, query: index.flatMap { batch.parts[$0].queryID } ?? batch.queryID)
        }
    }

    private static func failed(_ step: LoadStatementKind?, _ message: String, query: Int64?) -> LoadVerdict {
        if BatchFailure.mayPass(message) { return .again(message) }
        switch step {
        case .snapshot?, .prepared?: return .unprepared(step ?? .prepared, message)
        case .duplicates?: return .compare
        case .newer?: return .over(.duplicate, step, "a newer snapshot of the table is loaded")
        case .copy?: return .diagnose(query: query, message)
        case .count?: return .over(.miscounted, step, "the files have another number of rows than they say")
        case .rows?: return .over(.miscounted, step, "the table would not have the rows that the files make")
        case .keys?:
            return .examine(.keys, "a row has no key or no order, or an operation that the plan does not know")
        case .checks?: return .examine(.checks, "a check of the plan does not hold")
        case .surrogates?: return .over(.held, step, "two keys have one surrogate key")
        case .ambiguous?: return .examine(.ambiguous, "two different changes of one key have the same order")
        // Another load of the lane was committed between this load's first and last statement.
        case .fence?: return .again("another load of the lane was quicker")
        case .files?, .fileList?, .stage?, .cast?, .changes?, .net?, .lookup?, .affectedKeys?,
            .changeLog?,
            .history?, .delete?, .update?, .insert?, .tombstones?, .references?, .groups?, .aggregate?, .ledger?, nil:
            return .over(.failed, step, message)
        }
    }
}
