import AWSRedshiftData
import TextSearch
import UTCTime

/// The next step for an export, decided by the status of its statement.
enum StatementVerdict: Sendable, Equatable {
    /// It runs; the next event or sweep checks it again.
    case wait
    /// It runs although its cancellation was requested.
    case cancel
    /// Redshift has finished: verify its files.
    case verify
    case over(ExportOutcome, message: String?)

    /// The time for which a cancelled statement may still run before the export ends without it.
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

    /// Tells by its message whether a statement was cancelled: Redshift reports one that was cancelled while it ran as failed.
    private static func isCancellation(_ message: String?) -> Bool {
        let text = (message ?? "").lowercased()
        return text.contains(text: "cancelled on user's request") || text.contains(text: "canceled on user's request")
            || text.contains(text: "canceling statement due to user request")
    }

    /// Judges an aborted statement: it was cancelled only when this function requested that. Query monitoring rules and
    /// administrators abort statements too; then the window is missing, and the export has failed.
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
