import AWSClient
import TextSearch

/// The kind of a failed submission, which decides the next step.
enum SubmissionFailure: Sendable, Equatable {
    /// Redshift is busy; the next event or sweep repeats the submission.
    case busy
    /// The failure is transient, or its cause is unknown; the submission is repeated a limited number of times.
    case passing
    /// The warehouse is paused, resuming or being resized; another attempt follows as the plan's `retry` says.
    case unavailable
    /// The submission was refused, and a repetition would fail too.
    case refused

    /// The number of ``passing`` failures in one attempt after which the export ends as failed.
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

    /// Returns `true` when the error message says that the warehouse is not available. Nothing else distinguishes this
    /// from a mistake in the request.
    private static func isPaused(_ message: String?) -> Bool {
        let text = (message ?? "").lowercased()
        return ["paused", "pausing", "resuming", "resizing", "not available", "not in available", "rebooting"]
            .contains { text.contains(text: $0) }
    }
}
