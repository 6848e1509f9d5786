import AWSS3
import LambdaRuntime
import PlanFile
import Synchronization

/// Where this function's plan comes from, and the settings that follow from it.
///
/// A plan in the zip is read once. One in S3 is asked for with its known ETag once an invocation.
final class PlanSource: Sendable {
    private let environment: Environment
    /// `nil`: `TARGET_BUCKET` alone.
    private let file: (store: PlanStore<CopierPlan>, name: String)?
    private let known = Mutex<(hash: String, settings: CopierSettings)?>(nil)

    /// - Throws: `SettingError` naming the setting. Without a plan that is all there is to go wrong.
    init(_ environment: Environment, objects: S3) throws(SettingError) {
        self.environment = environment
        guard environment["PLAN"] != nil || environment["PLAN_S3_URI"] != nil else {
            file = nil
            let settings = try CopierSettings(environment)
            known.withLock { $0 = ("", settings) }
            return
        }
        let place = try PlanPlace(environment)
        guard let name = environment["PLAN"] ?? place.onlyName else {
            throw SettingError(
                "PLAN",
                found: nil,
                expected: "the name of a plan in \(environment["PLAN_S3_URI"] ?? "")"
            )
        }
        file = (PlanStore(place, objects: objects) { _, fields in CopierPlan(fields) }, name)
    }

    /// - Throws: `SettingError` naming the setting.
    init(_ environment: Environment, _ plan: CopierPlan) throws(SettingError) {
        self.environment = environment
        file = nil
        let settings = try CopierSettings(environment, plan)
        known.withLock { $0 = ("", settings) }
    }

    /// - Throws: `PlanError`, `PlanNotFound`, `SettingError`, or what S3 refused.
    func settings(deadline: ContinuousClock.Instant? = nil) async throws -> CopierSettings {
        guard let file else {
            if let known = known.withLock({ $0?.settings }) { return known }
            return try CopierSettings(environment)
        }
        let loaded = try await file.store.plan(named: file.name, deadline: deadline)
        if let known = known.withLock({ $0 }), known.hash == loaded.hash { return known.settings }
        let settings = try CopierSettings(environment, loaded.plan)
        known.withLock { $0 = (loaded.hash, settings) }
        return settings
    }
}
