import AWSClient
import AWSRedshiftData
import UTCTime

/// What follows from how a statement stands.
enum StatementVerdict: Sendable, Equatable {
    /// It runs; somebody comes again.
    case wait
    /// It runs and should not.
    case cancel
    /// Redshift is done: check what it wrote.
    case verify
    case over(ExportOutcome, message: String?)

    /// How long a cancelled statement may still take before it is given up on.
    static let patience = Duration.seconds(900)

    init(_ statement: RedshiftDataStatement, of export: ExportRun, now: UTCTime) {
        let message = statement.error ?? statement.parts.compactMap(\.error).first
        switch statement.status {
        case .running:
            guard export.phase == .stopping else {
                self = .wait
                return
            }
            let waited = export.since.map { now.duration(since: $0) } ?? .zero
            self =
                waited < Self.patience
                ? .cancel
                : .over(export.stopping ?? .cancelled, message: "the statement could not be cancelled and still runs")
        case .finished: self = .verify
        case .failed: self = .over(.failed, message: message ?? "Redshift gives no reason")
        case .aborted:
            self = .over(export.stopping ?? .cancelled, message: message ?? Self.reason(export))
        }
    }

    private static func reason(_ export: ExportRun) -> String {
        switch export.stopping {
        case .timedOut: "over its limit of \(export.definition.timeoutMinutes) minutes"
        case .cancelled: "cancelled as asked"
        default: "aborted at the database"
        }
    }
}

/// What follows from a submission that failed.
enum SubmissionFailure: Sendable, Equatable {
    /// Redshift has too much to do; the same submission comes again.
    case busy
    /// Nobody's fault, or nobody knows whose; the same submission comes again, a bounded number of times.
    case passing
    /// Coming again would not help.
    case refused

    /// Passing failures of one export before it counts as failed.
    static let most = 10

    init(_ error: AWSError) {
        switch (error.code, error.kind) {
        case ("ActiveStatementsExceededException", _), ("ActiveSessionsExceededException", _), (_, .throttled),
            (_, .outOfTime):
            self = .busy
        case ("DatabaseConnectionException", _), ("QueryTimeoutException", _), ("InternalServerException", _),
            (_, .transient), (_, .notSent), (_, .clockSkew):
            self = .passing
        default: self = .refused
        }
    }
}
