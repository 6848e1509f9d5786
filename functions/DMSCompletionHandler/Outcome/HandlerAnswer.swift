/// The answer to the caller: the report of each check that the event asked for.
struct HandlerAnswer: Encodable, Sendable, Equatable {
    let reports: [CheckReport]

    /// - Parameters:
    ///   - reports: the reports of all checks of one event.
    ///   - isAsked: `true` for a caller that takes every answer without an error as a pass.
    /// - Throws: ``HandlerError`` for reports that such a caller, or Lambda's retry, must not take for a success.
    init(_ reports: [CheckReport], isAsked: Bool) throws(HandlerError) {
        try HandlerError.throwIfNeeded(reports, isAsked: isAsked)
        self.reports = reports
    }
}
