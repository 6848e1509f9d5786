import AWSClient

/// What follows from a submission that failed.
enum SubmissionFailure: Sendable, Equatable {
    /// Redshift has too much to do; the same submission comes again.
    case busy
    /// Nobody's fault, or nobody knows whose; the same submission comes again, a bounded number of times.
    case passing
    /// The warehouse is paused, resumes or is resized; another attempt comes later, as the plan's `retry` says.
    case unavailable
    /// Coming again would not help.
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

    /// A warehouse that is not available is told from a mistake by the message only.
    private static func isPaused(_ message: String?) -> Bool {
        let text = (message ?? "").lowercased()
        return ["paused", "pausing", "resuming", "resizing", "not available", "not in available", "rebooting"]
            .contains { text.contains($0) }
    }
}
