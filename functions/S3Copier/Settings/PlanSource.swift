import AWSS3
import LambdaRuntime
import PlanFile
import Synchronization

/// The place of this function's plan, and the settings that follow from it.
///
/// A plan in the zip is read once, while the function is made: a mistake in it is an init error. One in S3, which may be
/// mended without a deployment, is asked for once an invocation with the ETag that is known.
final class PlanSource: Sendable {
    private struct Known: Sendable {
        let content: CanonicalPlanContent?
        let settings: CopierSettings
    }

    private let environment: Environment
    /// The plan's file; `nil` where the plan cannot change any more.
    private let file: (store: PlanStore<CopierPlan>, name: String)?
    private let known: Mutex<Known?>

    /// - Parameters:
    ///   - reader: gets everything that is wrong with the settings and with a plan in the zip.
    ///   - objects: S3; `nil` where the client cannot be made.
    ///   - plan: in place of the one the environment names, for tests.
    init(_ reader: inout SettingsReader, objects: S3?, plan: CopierPlan? = nil) async {
        environment = reader.environment
        guard plan == nil, reader.optional("PLAN") != nil || reader.optional("PLAN_S3_URI") != nil else {
            file = nil
            known = Mutex(Known(content: nil, settings: CopierSettings(&reader, plan ?? CopierPlan())))
            return
        }
        let named = Self.named(&reader, objects)
        guard let named, reader.optional("PLAN_S3_URI") == nil else {
            file = named
            known = Mutex(nil)
            _ = CopierSettings(&reader, nil)
            return
        }
        var loaded: LoadedPlan<CopierPlan>?
        do {
            loaded = try await named.store.plan(named: named.name)
        } catch {
            _ = reader.attempt { _ in throw error }
        }
        file = nil
        known = Mutex(Known(content: loaded?.content, settings: CopierSettings(&reader, loaded?.plan)))
    }

    private static func named(
        _ reader: inout SettingsReader,
        _ objects: S3?
    ) -> (store: PlanStore<CopierPlan>, name: String)? {
        let name = reader.optional("PLAN", expected: "a plan's name: \(PlanName.rule())") {
            PlanName.isValid($0) ? $0 : nil
        }
        guard let place = reader.attempt({ try PlanPlace($0) }) else { return nil }
        guard let name = name ?? place.onlyName else {
            if reader.optional("PLAN") == nil {
                let folder = reader.optional("PLAN_S3_URI") ?? ""
                reader.refuse("PLAN", found: nil, expected: "the name of a plan in \(folder)")
            }
            return nil
        }
        return (PlanStore(place, objects: objects) { _, fields in CopierPlan(fields) }, name)
    }

    /// `true` when the plan is in S3, which takes a region and credentials.
    var needsS3: Bool { file != nil }

    /// - Throws: `PlanError`, `PlanNotFound`, `InvalidSettings`, or what S3 refused.
    func settings(deadline: ContinuousClock.Instant? = nil) async throws -> CopierSettings {
        guard let file else {
            if let known = known.withLock({ $0?.settings }) { return known }
            return try CopierSettings(environment)
        }
        let loaded = try await file.store.plan(named: file.name, deadline: deadline)
        if let known = known.withLock({ $0 }), known.content == loaded.content { return known.settings }
        let settings = try CopierSettings(environment, loaded.plan)
        known.withLock { $0 = Known(content: loaded.content, settings: settings) }
        return settings
    }
}
