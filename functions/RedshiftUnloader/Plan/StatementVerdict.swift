import AWSRedshiftData
import UTCTime

/// What follows from how a statement stands.
enum StatementVerdict: Sendable, Equatable {
    /// It runs; the next event or sweep looks again.
    case wait
    /// It runs and should not.
    case cancel
    /// Redshift is done: check what it wrote.
    case verify
    case over(ExportOutcome, message: String?)

    /// How long a cancelled statement may still take before the export ends without it.
    static let longestCancellation = Duration.seconds(900)

    init(_ statement: RedshiftDataStatement, of export: ExportRun, now: UTCTime) {
        let message = ([statement.error] + statement.parts.map(\.error)).compactMap { $0 }.first { !$0.isEmpty }
        switch statement.status {
        case .running:
            guard export.phase == .stopping else {
                self = .wait
                return
            }
            let waited = export.since.map { now.duration(since: $0) } ?? .zero
            self =
                waited < Self.longestCancellation
                ? .cancel
                : .over(export.stopping ?? .cancelled, message: "the statement could not be cancelled and still runs")
        case .finished: self = .verify
        case .failed: self = .over(.failed, message: message ?? "Redshift gives no reason")
        case .aborted: self = Self.aborted(export, message)
        }
    }

    /// An abort is what was asked for only if it was: query monitoring rules and administrators abort statements too, and
    /// then the window is missing.
    private static func aborted(_ export: ExportRun, _ message: String?) -> StatementVerdict {
        switch export.stopping {
        case .timedOut?:
            return .over(.timedOut, message: message ?? "over its limit of \(export.definition.timeoutMinutes) minutes")
        case let reason?: return .over(reason, message: message ?? "cancelled as asked")
        case nil:
            let cause = "aborted at the database, by a query monitoring rule, an administrator or a restart"
            return .over(.failed, message: message.map { "\(cause): \($0)" } ?? cause)
        }
    }
}
