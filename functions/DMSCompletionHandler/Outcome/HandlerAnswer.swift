/// The answer to the caller: the report of each check that its event asked for.
struct HandlerAnswer: Encodable, Sendable, Equatable {
    let reports: [CheckReport]

    /// - Parameters:
    ///   - reports: of all checks of one event.
    ///   - isAsked: `true` for a caller that takes an answer without an error for a migration that passed.
    /// - Throws: ``HandlerError`` for reports that such a caller, or Lambda's retry, must not take for a success.
    init(_ reports: [CheckReport], isAsked: Bool) throws(HandlerError) {
        try HandlerError.throwIfNeeded(reports, isAsked: isAsked)
        self.reports = reports
    }
}
