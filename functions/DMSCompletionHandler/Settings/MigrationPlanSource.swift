import AWSS3
import PlanFile

/// The source of the function's plan. Every invocation reads the plan again if its object in S3 has changed.
struct MigrationPlanSource: Sendable {
    let source: HandlerSettings.PlanSource
    private let store: PlanStore<MigrationPlan>

    init(_ source: HandlerSettings.PlanSource, objects: S3) {
        self.source = source
        let place = if case .file(_, let place) = source { place } else { PlanPlace.folder("plans") }
        store = PlanStore<MigrationPlan>(place, objects: objects) { MigrationPlan(name: $0, $1) }
    }

    /// Returns the migrations of the current plan.
    ///
    /// - Throws: `PlanError` with every mistake, `PlanNotFound`, `AWSError`.
    func migrations(deadline: ContinuousClock.Instant? = nil) async throws -> [Migration] {
        let loaded: LoadedPlan<MigrationPlan>
        switch source {
        case .inline(let text): loaded = try store.plan(inline: Array(text.utf8), file: "MIGRATIONS")
        case .file(let name, _): loaded = try await store.plan(named: name, deadline: deadline)
        }
        return loaded.plan.migrations.map { migration in
            var migration = migration
            migration.plan = loaded.content
            return migration
        }
    }

    /// `true` when the plan can be read without a request.
    var isLocal: Bool {
        switch source {
        case .inline, .file(_, .folder): true
        case .file: false
        }
    }
}
