import AWSClient
import TextSearch

/// The next step after a failed submission to Redshift.
enum SubmissionFailure: Sendable, Equatable {
    /// Repeat the submission, without a limit: Redshift is overloaded, paused or resuming.
    case later
    /// Give up: a repeated submission cannot succeed.
    case refused

    init(_ error: AWSError) {
        switch (error.code, error.kind) {
        case ("ActiveStatementsExceededException", _), ("ActiveSessionsExceededException", _),
            ("DatabaseConnectionException", _), ("QueryTimeoutException", _), ("InternalServerException", _),
            (_, .throttled), (_, .outOfTime), (_, .transient), (_, .notSent), (_, .clockSkew):
            self = .later
        case ("ValidationException", _) where Self.isUnavailable(error.message): self = .later
        default: self = .refused
        }
    }

    /// Recognizes an unavailable warehouse by the error's message, because the error's code is not specific.
    private static func isUnavailable(_ message: String?) -> Bool {
        let text = (message ?? "").lowercased()
        return ["paused", "pausing", "resuming", "resizing", "not available", "not in available", "rebooting"]
            .contains { text.contains(text: $0) }
    }
}
