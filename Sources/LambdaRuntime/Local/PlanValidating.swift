/// A function whose plan files can be checked before they are deployed: `bootstrap --validate FILE…`.
public protocol PlanValidating: LambdaFunction {
    /// Checks one plan without settings, a region, credentials or a network.
    ///
    /// - Parameters:
    ///   - plan: the file's bytes.
    ///   - file: the file's name as the caller gave it, for messages.
    /// - Returns: the line to print for a plan without a mistake, without a newline at its end.
    /// - Throws: an error with a line for each mistake in its description.
    static func validate(_ plan: [UInt8], file: String) throws -> String
}
