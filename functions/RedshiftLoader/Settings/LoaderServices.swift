import AWSClient
import AWSDynamoDB
import AWSEventBridge
import AWSRedshiftData
import AWSS3
import LambdaRuntime
import PlanFile
import RedshiftSQL
import StateStore
import UTCTime

/// The settings, clients and plans of the function, for the life of the process.
struct LoaderServices: Sendable {
    let settings: LoaderSettings
    let redshift: RedshiftData
    let batches: RedshiftBatchClient
    let s3: S3
    let events: EventBridge
    let state: StateStore
    let clock: TimeSource
    private let plans: PlanStore<LoadPlan>

    /// Creates the services from the environment's settings.
    ///
    /// - Throws: `InvalidSettings` with every wrong or missing setting.
    init(_ environment: Environment, clock: TimeSource = .system) throws {
        var reader = SettingsReader(environment)
        let settings = LoaderSettings(&reader)
        let stateTable = reader.required("STATE_TABLE", expected: "the name of the DynamoDB table for loads")
        let retention = Duration.seconds(86_400 * reader.integer("STATE_RETENTION_DAYS", in: 2...3650, default: 90))
        let configuration = reader.attempt { environment in try AWSConfiguration.standard { environment[$0] } }
        try reader.finish()
        guard let configuration else { throw SettingError("AWS_REGION", found: nil, expected: "a region") }
        self.settings = settings
        self.clock = clock
        redshift = try RedshiftData(configuration)
        batches = RedshiftBatchClient(data: redshift)
        let s3 = try S3(configuration)
        self.s3 = s3
        events = try EventBridge(configuration)
        state = StateStore(try DynamoDB(configuration), table: stateTable, retention: retention, clock: clock)
        let deployment = settings.deployment
        plans = PlanStore(settings.planPlace, objects: s3) { LoadPlan(name: $0, $1, deployment: deployment) }
    }

    /// Reads a plan by its name.
    ///
    /// - Throws: `PlanError`, `PlanNotFound`, or `AWSError`.
    func plan(_ name: String, deadline: ContinuousClock.Instant?) async throws -> LoadPlan {
        try await plans.plan(named: name, deadline: deadline).plan
    }

    /// Reads the deployment's plan, for events that name no plan.
    func defaultPlan(deadline: ContinuousClock.Instant?) async throws -> LoadPlan {
        guard let name = settings.plan else { throw InvalidRequest("the event names no plan, and PLAN is not set") }
        return try await plan(name, deadline: deadline)
    }
}
