/// `AWS_MAX_ATTEMPTS` and `AWS_RETRY_MODE`.
public struct RetrySettings: Sendable, Equatable {
    /// The first try included; 1 means no retry. `nil`: as many as is standard for the service.
    public let maximumAttempts: Int?

    public init(maximumAttempts: Int? = nil) { self.maximumAttempts = maximumAttempts.map { max(1, $0) } }

    /// - Throws: ``AWSConfigurationError`` for a number below 1, or a mode no AWS SDK has. `legacy` and `adaptive` are
    ///   taken for `standard`: the first is deprecated, the second limits the rate of one client, which a function has
    ///   many of.
    public init(environment: (String) -> String?) throws(AWSConfigurationError) {
        if let mode = environment("AWS_RETRY_MODE"), !["standard", "adaptive", "legacy", ""].contains(mode) {
            throw AWSConfigurationError("AWS_RETRY_MODE is \"\(mode)\"; expected standard, adaptive or legacy")
        }
        guard let text = environment("AWS_MAX_ATTEMPTS"), !text.isEmpty else {
            self.init()
            return
        }
        guard let attempts = Int(text), (1...100).contains(attempts) else {
            throw AWSConfigurationError("AWS_MAX_ATTEMPTS is \"\(text)\"; expected a whole number from 1 to 100")
        }
        self.init(maximumAttempts: attempts)
    }
}
