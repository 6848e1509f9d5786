import StateStore
import UTCTime

/// One export of a run. Each export has its own document, because a hundred exports with their queries would not fit
/// into one document.
struct ExportRecord: Sendable, Equatable, StateDocument {
    enum Phase: String, Sendable, Codable {
        case pending
        /// The statement may or may not have been submitted. A repeated submission with the same client token is safe.
        case submitting
        case submitted
        /// The cancellation of the statement was requested; the statement may finish first.
        case stopping
        /// The last attempt failed for a transient reason; the next attempt is due at ``ExportRecord/retryAt``.
        case waiting
        case over
    }

    var definition: PlannedExport
    var phase = Phase.pending
    /// The round of the run in which the export reached its current phase.
    @BoundedCount var round = 1
    /// Counts attempts: each has its own files and client token. A repeated submission of one attempt does not count.
    @BoundedCount var attempt = 0
    /// The id of the invocation that began the attempt. It is a part of the client token.
    var salt = ""
    var window: ExportRowRange?
    /// The watermark's value when ``window`` was determined.
    var mark: WatermarkValue?
    /// The time when the export reached its current phase.
    var since: UTCTime?
    var submittedAt: UTCTime?
    var statementID: String?
    /// Counts the attempt's submissions that failed for a transient reason.
    @BoundedCount var failedSubmissions = 0
    /// Counts the automatic retries of the export in the current round.
    @BoundedCount var retries = 0
    var retryAt: UTCTime?
    /// The error message of the last transient failure of an attempt.
    var lastFailure: String?
    /// The outcome that the export gets when its statement is cancelled; `nil` when no cancellation was requested.
    var stopping: ExportOutcome?
    var result: CompletedExport?

    init(_ definition: PlannedExport) { self.definition = definition }

    var name: String { definition.name }
    var status: String { result?.outcome.rawValue ?? phase.rawValue }
    var isClosed: Bool { phase == .over }

    func isOver(in run: RunRecord) -> Bool {
        guard phase == .over, let result else { return false }
        return result.outcome.isDone || round == run.round
    }

    /// Returns the statements of the export's current attempt.
    func statements(in run: RunRecord) -> ExportStatements {
        ExportStatements(
            definition,
            plan: run.plan,
            window: window,
            values: run.placeValues(of: self),
            attempt: attempt
        )
    }
}
