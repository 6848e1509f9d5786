import AWSClient
import AWSDynamoDB
import AWSEventBridge
import AWSGlue
import AWSS3
import AWSSQS
import AWSSTS
import LambdaRuntime
import UTCTime

/// The services behind the copier, one of each for the life of the process.
struct CopierServices: Sendable {
    let store: S3
    /// The client for the calls that copy: it makes one attempt, and the limiter retries.
    let copyStore: S3
    let limiter: RateLimiter
    let queue: SQS
    let database: DynamoDB
    let sts: STS
    let glue: Glue
    let bridge: EventBridge
    let clock: TimeSource
    let conditions = ConditionalWriteCapability()
}

extension CopierServices {
    /// - Parameter concurrency: copies in flight under one prefix at most.
    /// - Throws: `AWSConfigurationError` or `CredentialError`, naming what is missing or wrong.
    init(_ environment: Environment, concurrency: Int, _ clock: TimeSource) throws {
        let configuration = try AWSConfiguration.standard { environment[$0] }
        let store = try S3(configuration)
        self.init(
            store: store,
            copyStore: try store.with(retry: RetrySettings(maximumAttempts: 1)),
            limiter: RateLimiter(ceiling: concurrency, retry: configuration.retry, clock: clock),
            queue: try SQS(configuration),
            database: try DynamoDB(configuration),
            sts: try STS(configuration),
            glue: try Glue(configuration),
            bridge: try EventBridge(configuration),
            clock: clock
        )
    }
}
