import AWSClient
import AWSDynamoDB
import AWSEventBridge
import AWSGlue
import AWSS3
import AWSSQS
import AWSSTS
import LambdaRuntime
import UTCTime

/// The services that the copier uses, each made once for the life of the process.
struct CopierServices: Sendable {
    let store: S3
    /// The S3 client for copy requests. It makes one attempt only, because the limiter retries.
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
    /// - Parameter concurrency: the maximum number of copies in flight under one key prefix.
    /// - Throws: `AWSConfigurationError` or `CredentialError`, which name the missing or wrong setting.
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
