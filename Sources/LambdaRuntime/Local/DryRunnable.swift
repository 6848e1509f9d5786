/// A function that can describe its actions for an event without performing them: `bootstrap --explain FILE`, or
/// `bootstrap --event FILE --dry-run`.
public protocol DryRunnable: LambdaFunction {
    /// Describes the actions for an event, and changes nothing anywhere.
    ///
    /// - Returns: text for a person or a diff, without a newline at its end.
    /// - Throws: the error that `respond` would throw for the same event before it acts.
    func dryRun(_ event: [UInt8]) async throws -> String
}
