/// The retry settings in `AWS_MAX_ATTEMPTS` and `AWS_RETRY_MODE`.
public struct RetrySettings: Sendable, Equatable {
    /// The maximum number of attempts of a call, the first included; 1 means no retry. `nil` means the service's
    /// standard number.
    public let maximumAttempts: Int?

    public init(maximumAttempts: Int? = nil) { self.maximumAttempts = maximumAttempts.map { max(1, $0) } }

    /// Reads the settings. The modes `legacy` and `adaptive` count as `standard`: the first is deprecated, and the
    /// second limits the rate of one client, but a function has many.
    ///
    /// - Throws: ``AWSConfigurationError`` for a number below 1, or a mode that no AWS SDK has.
    public init(environment: (String) -> String?) throws(AWSConfigurationError) {
        var problems: [String] = []
        if let mode = environment("AWS_RETRY_MODE"), !["standard", "adaptive", "legacy", ""].contains(mode) {
            problems.append("AWS_RETRY_MODE is \"\(mode)\"; expected standard, adaptive or legacy")
        }
        var attempts: Int?
        if let text = environment("AWS_MAX_ATTEMPTS"), !text.isEmpty {
            attempts = Int(text).flatMap { (1...100).contains($0) ? $0 : nil }
            if attempts == nil {
                problems.append("AWS_MAX_ATTEMPTS is \"\(text)\"; expected a whole number from 1 to 100")
            }
        }
        guard problems.isEmpty else { throw AWSConfigurationError(problems.joined(separator: "; ")) }
        self.init(maximumAttempts: attempts)
    }
}
