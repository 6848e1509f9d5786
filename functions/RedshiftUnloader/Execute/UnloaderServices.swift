import AWSClient
import AWSDynamoDB
import AWSRedshiftData
import AWSS3
import LambdaRuntime
import Logging
import RedshiftSQL
import UTCTime

/// What the function works with, for the life of the process. A class: it is handed on at every step, and copying so much
/// by value is code, a hundred kilobytes of it.
final class UnloaderServices: Sendable {
    let settings: UnloaderSettings
    let redshift: RedshiftData
    let batches: RedshiftBatches
    let s3: S3
    let table: StateTable
    let plans: PlanStore
    let watermarks: Watermarks
    let clock: UnloaderClock
    private let environment: Environment

    init(_ settings: UnloaderSettings, _ environment: Environment, clock: UnloaderClock = .system) throws {
        let configuration = try AWSConfiguration.standard { environment[$0] }
        self.settings = settings
        self.environment = environment
        self.clock = clock
        redshift = try RedshiftData(configuration)
        batches = RedshiftBatches(data: redshift)
        s3 = try S3(configuration)
        table = StateTable(
            database: try DynamoDB(configuration),
            name: settings.stateTable,
            lifetime: settings.stateLifetime,
            now: clock.now
        )
        plans = PlanStore(settings: settings, s3: s3)
        watermarks = Watermarks(table: table)
    }

    /// S3 in the region that an export is unloaded to.
    func store(region: String?) throws -> S3 {
        guard let region else { return s3 }
        let environment = environment
        return try S3(.standard { $0 == "AWS_REGION" ? region : environment[$0] })
    }
}

/// Time, which tests make up.
struct UnloaderClock: Sendable {
    let now: @Sendable () -> UTCTime
    let sleep: @Sendable (Duration) async throws -> Void

    static let system = UnloaderClock(now: { UTCTime.now() }, sleep: { try await Task.sleep(for: $0) })
}

/// What the work of one invocation is given.
final class Invocation: Sendable {
    let context: LambdaContext

    init(context: LambdaContext) { self.context = context }

    /// When calls must be over, so that what came of them can still be said.
    var deadline: ContinuousClock.Instant { context.deadline - RedshiftUnloader.cancellationMargin }

    /// Whether there is time to begin something.
    var hasTime: Bool { !Task.isCancelled && ContinuousClock.now < deadline - .seconds(1) }
}
