/// A function that can say what it would do about an event, without doing it: `bootstrap --explain FILE`, or
/// `bootstrap --event FILE --dry-run`.
public protocol DryRunnable: LambdaFunction {
    /// - Returns: text for a person or a diff, without a newline at its end. Nothing may have been changed anywhere.
    /// - Throws: what `respond` would throw for the same event before it acts.
    func dryRun(_ event: [UInt8]) async throws -> String
}
