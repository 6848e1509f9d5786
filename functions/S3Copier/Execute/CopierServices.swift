import AWSClient
import AWSDynamoDB
import AWSEventBridge
import AWSGlue
import AWSS3
import AWSSQS
import AWSSTS
import UTCTime

/// The services behind the copier, one of each for the life of the process.
struct CopierServices: Sendable {
    let store: S3
    /// For the calls that copy: one attempt, the limiter does the rest.
    let copyStore: S3
    let limiter: RateLimiter
    let queue: SQS
    let database: DynamoDB
    let sts: STS
    let glue: Glue
    let bridge: EventBridge
    /// The time on the wall; tests have their own.
    let clock: TimeSource
}

extension CopierServices {
    /// - Throws: `AWSConfigurationError` for a custom endpoint that cannot be one.
    init(_ configuration: AWSConfiguration, concurrency: Int, _ clock: TimeSource) throws(AWSConfigurationError) {
        let store = try S3(configuration)
        self.init(
            store: store,
            copyStore: try store.with(retry: RetrySettings(maximumAttempts: 1)),
            limiter: RateLimiter(ceiling: concurrency, retry: configuration.retry),
            queue: try SQS(configuration),
            database: try DynamoDB(configuration),
            sts: try STS(configuration),
            glue: try Glue(configuration),
            bridge: try EventBridge(configuration),
            clock: clock
        )
    }
}
