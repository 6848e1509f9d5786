/// `AWS_MAX_ATTEMPTS` and `AWS_RETRY_MODE`.
public struct RetrySettings: Sendable, Equatable {
    /// The first try included; 1 means no retry. `nil`: as many as is standard for the service.
    public let maximumAttempts: Int?

    public init(maximumAttempts: Int? = nil) { self.maximumAttempts = maximumAttempts.map { max(1, $0) } }

    /// - Throws: ``AWSConfigurationError`` for a number below 1, or a mode no AWS SDK has. `legacy` and `adaptive` are
    ///   taken for `standard`: the first is deprecated, the second limits the rate of one client, which a function has
    ///   many of.
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
