import AWSClient
import TextSearch

/// The kinds of failed submissions.
enum SubmissionFailure: Sendable, Equatable {
    /// Redshift is busy; the next event or sweep repeats the submission.
    case busy
    /// Transient, or of an unknown cause; the submission is repeated a bounded number of times.
    case passing
    /// The warehouse is paused, resumes or is resized; another attempt follows as the plan's `retry` says.
    case unavailable
    /// A repetition would fail too.
    case refused

    /// Passing failures of one export before it counts as failed.
    static let most = 10

    init(_ error: AWSError) {
        switch (error.code, error.kind) {
        case ("ActiveStatementsExceededException", _), ("ActiveSessionsExceededException", _), (_, .throttled),
            (_, .outOfTime):
            self = .busy
        case ("ValidationException", _) where Self.isPaused(error.message): self = .unavailable
        case ("DatabaseConnectionException", _), ("QueryTimeoutException", _), ("InternalServerException", _),
            (_, .transient), (_, .notSent), (_, .clockSkew):
            self = .passing
        default: self = .refused
        }
    }

    /// Tells by the message whether the warehouse is not available: nothing else distinguishes that from a mistake.
    private static func isPaused(_ message: String?) -> Bool {
        let text = (message ?? "").lowercased()
        return ["paused", "pausing", "resuming", "resizing", "not available", "not in available", "rebooting"]
            .contains { text.contains(text: $0) }
    }
}
