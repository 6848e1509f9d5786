import StateStore
import UTCTime

/// One export of a run. A document of its own: a hundred of them with their queries would not fit into one.
struct ExportRecord: Sendable, Equatable, StateDocument {
    enum Phase: String, Sendable, Codable {
        case pending
        /// Its statement may have been submitted or not; a submission with the same client token is safe either way.
        case submitting
        case submitted
        /// Its cancellation was requested; the statement may finish first.
        case stopping
        /// Its last attempt failed for a transient reason; the next one is due at ``ExportRecord/retryAt``.
        case waiting
        case over
    }

    var definition: PlannedExport
    var phase = Phase.pending
    /// The run's round in which it got its phase.
    @BoundedCount var round = 1
    /// Counts submissions that are not repetitions of each other: each has files and a client token of its own.
    @BoundedCount var attempt = 0
    /// The id of the invocation that began the attempt: a part of the client token.
    var salt = ""
    var window: ExportRowRange?
    /// The watermark's value when the window was made.
    var mark: WatermarkValue?
    /// The time at which it entered its phase.
    var since: UTCTime?
    var submittedAt: UTCTime?
    var statementID: String?
    /// Submissions that failed for a transient reason.
    @BoundedCount var failedSubmissions = 0
    /// Automatic retries of this round.
    @BoundedCount var retries = 0
    var retryAt: UTCTime?
    /// The failure of the last attempt, while the next one is due later.
    var lastFailure: String?
    /// The reason for the cancellation.
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

    /// The statements of its present attempt.
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
