import JSON
import AWSClient
import AWSDynamoDB
import AWSGlue
import AWSRedshiftData
import AWSS3
import LambdaRuntime
import PlanFile
import RedshiftSQL
import StateStore
import UTCTime

/// The clients, settings and plans of the process.
struct UnloaderServices: Sendable {
    let settings: UnloaderSettings
    let redshift: RedshiftData
    let batches: RedshiftBatchClient
    let s3: S3
    let glue: Glue
    let state: StateStore
    let clock: TimeSource
    private let plans: PlanStore<UnloadPlan>

    /// Reads the settings and makes the AWS clients.
    ///
    /// - Throws: `InvalidSettings` that lists every wrong or missing setting.
    init(_ environment: Environment, clock: TimeSource = .system) throws {
        var reader = SettingsReader(environment)
        let settings = UnloaderSettings(&reader)
        let configuration = reader.attempt { environment in try AWSConfiguration.standard { environment[$0] } }
        try reader.finish()
        guard let configuration else { throw SettingError("AWS_REGION", found: nil, expected: "a region") }
        try self.init(settings, configuration, clock: clock)
    }

    private init(_ settings: UnloaderSettings, _ configuration: AWSConfiguration, clock: TimeSource) throws {
        self.settings = settings
        self.clock = clock
        redshift = try RedshiftData(configuration)
        batches = RedshiftBatchClient(data: redshift)
        s3 = try S3(configuration)
        glue = try Glue(configuration)
        state = StateStore(
            try DynamoDB(configuration),
            table: settings.stateTable,
            retention: settings.stateRetention,
            clock: clock
        )
        let deployment = settings.deployment
        plans = PlanStore(settings.planPlace, objects: s3) { UnloadPlan(name: $0, $1, deployment: deployment) }
    }

    /// Reads a plan by its name, or the plan that a request contains.
    ///
    /// - Throws: `PlanError`, `PlanNotFound`, or `AWSError`.
    func plan(_ reference: PlanReference, deadline: ContinuousClock.Instant?) async throws -> UnloadPlan {
        switch reference {
        case .named(let name): try await plans.plan(named: name, deadline: deadline).plan
        case .inline(let plan): try plans.plan(inline: Array(plan.text(.pretty).utf8)).plan
        }
    }
}
