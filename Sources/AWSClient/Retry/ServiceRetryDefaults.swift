/// The values of the "standard" retry mode that differ between services.
/// https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
public struct ServiceRetryDefaults: Sendable, Equatable {
    /// The longest wait before the first retry of a transient failure. It doubles with each retry.
    public let transientBase: Duration
    /// The maximum number of attempts of a call, the first included, when `AWS_MAX_ATTEMPTS` is not set.
    public let attempts: Int

    public init(transientBase: Duration, attempts: Int) {
        self.transientBase = transientBase
        self.attempts = attempts
    }

    public static let standard = ServiceRetryDefaults(transientBase: .milliseconds(50), attempts: 3)
    /// The values for DynamoDB, which answers within milliseconds: shorter waits, and one more attempt.
    public static let dynamoDB = ServiceRetryDefaults(transientBase: .milliseconds(25), attempts: 4)
}
