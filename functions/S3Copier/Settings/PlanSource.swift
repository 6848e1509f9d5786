import AWSS3
import LambdaRuntime
import PlanFile
import Synchronization

/// Loads this function's plan, and makes the settings from it.
///
/// A plan in the zip is read once, when the function is initialized: a mistake in it is an init error. A plan in S3 may
/// be corrected without a deployment, so each invocation requests it once, with the ETag that is known.
final class PlanSource: Sendable {
    private struct Known: Sendable {
        let content: CanonicalPlanContent?
        let settings: CopierSettings
    }

    private let environment: Environment
    /// The store and the name of a plan in S3; `nil` when no plan in S3 is used.
    private let file: (store: PlanStore<CopierPlan>, name: String)?
    private let known: Mutex<Known?>

    /// - Parameters:
    ///   - reader: receives every mistake in the settings and in a plan in the zip.
    ///   - objects: the S3 client; `nil` when it cannot be made.
    ///   - plan: replaces the plan that the environment names, for tests.
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

    /// `true` when the plan is in S3. A region and credentials are then needed to read it.
    var needsS3: Bool { file != nil }

    /// Returns the settings, with the plan's newest content.
    ///
    /// - Throws: `PlanError`, `PlanNotFound`, `InvalidSettings`, or S3's error.
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
