import AWSClient

/// The consequence of a submission that failed.
enum SubmissionFailure: Sendable, Equatable {
    /// The same submission comes again, as often as it takes: Redshift has too much to do, or is paused or resuming.
    case later
    /// Coming again would not help.
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

    /// A warehouse that is not available is told from a mistake by the message only.
    private static func isUnavailable(_ message: String?) -> Bool {
        let text = (message ?? "").lowercased()
        return ["paused", "pausing", "resuming", "resizing", "not available", "not in available", "rebooting"]
            .contains { text.contains($0) }
    }
}
