import AWSClient
import AWSS3
import LambdaRuntime
import PlanFile
import UTCTime

/// The clients and the plan of the function, for the life of the process.
struct SinkServices: Sendable {
    let s3: S3
    let positions = KnownPositions()
    let clock: TimeSource
    private let plans: PlanStore<SinkPlan>
    private let planName: String

    /// - Throws: `InvalidSettings` with everything that is wrong or missing.
    init(_ environment: Environment, clock: TimeSource = .system) throws {
        var reader = SettingsReader(environment)
        let settings = SinkSettings(&reader)
        let configuration = reader.attempt { environment in try AWSConfiguration.standard { environment[$0] } }
        try reader.finish()
        guard let configuration else { throw SettingError("AWS_REGION", found: nil, expected: "a region") }
        let s3 = try S3(configuration)
        self.s3 = s3
        self.clock = clock
        plans = PlanStore(settings.planPlace, objects: s3) { SinkPlan(name: $0, $1) }
        planName = settings.plan
    }

    /// - Throws: `PlanError`, `PlanNotFound`, or `AWSError`.
    func plan(deadline: ContinuousClock.Instant?) async throws -> SinkPlan {
        try await plans.plan(named: planName, deadline: deadline).plan
    }
}
