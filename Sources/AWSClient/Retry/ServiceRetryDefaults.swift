/// The numbers of the "standard" retry mode that differ between services.
/// https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
public struct ServiceRetryDefaults: Sendable, Equatable {
    /// Upper bound of the wait before the first retry of a transient failure; it doubles with each retry.
    public let transientBase: Duration
    /// Attempts where `AWS_MAX_ATTEMPTS` does not say, the first one included.
    public let attempts: Int

    public init(transientBase: Duration, attempts: Int) {
        self.transientBase = transientBase
        self.attempts = attempts
    }

    public static let standard = ServiceRetryDefaults(transientBase: .milliseconds(50), attempts: 3)
    /// DynamoDB's numbers: it answers within milliseconds, so that retries come sooner, and there is one more.
    public static let dynamoDB = ServiceRetryDefaults(transientBase: .milliseconds(25), attempts: 4)
}
