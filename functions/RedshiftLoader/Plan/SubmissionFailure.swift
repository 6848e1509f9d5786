import AWSClient

/// The next step after a submission that failed.
enum SubmissionFailure: Sendable, Equatable {
    /// Repeat the submission, without a limit: Redshift has too much to do, or is paused or resuming.
    case later
    /// A repetition cannot succeed.
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

    /// Recognizes an unavailable warehouse by the message, because the error's code does not tell.
    private static func isUnavailable(_ message: String?) -> Bool {
        let text = (message ?? "").lowercased()
        return ["paused", "pausing", "resuming", "resizing", "not available", "not in available", "rebooting"]
            .contains { text.contains($0) }
    }
}
