import AWSRedshiftData
import TextSearch
import UTCTime

/// The next step for an export, decided by the status of its statement.
enum StatementVerdict: Sendable, Equatable {
    /// The statement runs; the next event or sweep checks it again.
    case wait
    /// The statement still runs and must be cancelled.
    case cancel
    /// The statement has finished, and its files must be verified.
    case verify
    case over(ExportOutcome, message: String?)

    /// The longest time that a statement may still run after its cancellation was requested. Then the export ends,
    /// although the statement runs.
    static let longestCancellation = Duration.seconds(900)

    init(_ statement: RedshiftDataStatement, of export: ExportRecord, now: UTCTime) {
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
        case .failed where export.stopping != nil && Self.isCancellation(message): self = Self.aborted(export, message)
        case .failed: self = .over(.failed, message: message ?? "Redshift gives no reason")
        case .aborted: self = Self.aborted(export, message)
        }
    }

    /// Returns `true` when the error message says that the statement was cancelled. The status does not say it:
    /// Redshift reports `FAILED` for a statement that is cancelled while it runs.
    private static func isCancellation(_ message: String?) -> Bool {
        let text = (message ?? "").lowercased()
        return text.contains(text: "cancelled on user's request") || text.contains(text: "canceled on user's request")
            || text.contains(text: "canceling statement due to user request")
    }

    /// Decides the outcome of an aborted statement. It counts as cancelled only if this function requested the
    /// cancellation. Query monitoring rules and administrators abort statements too; then the window is missing, and
    /// the export has failed.
    private static func aborted(_ export: ExportRecord, _ message: String?) -> StatementVerdict {
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
