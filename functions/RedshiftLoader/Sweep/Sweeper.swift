import LambdaRuntime
import Logging
import PlanFile
import StateStore
import UTCTime

/// Continues all due work: lanes, backfills and migrations. A lane is due when a load window opens, when a retry is
/// due, or when a statement's event was lost. A schedule runs the sweeper every minute.
struct Sweeper: Sendable {
    let services: LoaderServices
    let scope: InvocationScope

    /// Continues the due work, and counts the lanes.
    ///
    /// - Throws: `StateStoreError` when the state table cannot be reached, and `CancellationError`.
    func sweep() async throws -> LoaderAnswer.Sweep {
        let driver = LaneDriver(services: services, scope: scope)
        var (count, stuck, left) = (0, 0, 0)
        var lanes = scope.state.openWork(LaneRecord.workKind, dueBy: services.clock.now(), as: LaneRecord.self)
        while let found = try await lanes.next() {
            guard scope.hasTime else {
                left += 1
                continue
            }
            do {
                let lane = try found.get().document
                count += 1
                guard try await driver.drive(lane.lane, of: lane.plan) else { continue }
                stuck += 1
                scope.context.logger.error(
                    "lane \(lane.lane) of plan \(lane.plan) is stuck",
                    metadata: [
                        "outcome": "Stuck", "plan": "\(lane.plan)", "lane": "\(lane.lane)", "loads": "\(lane.queue)",
                    ]
                )
            } catch let error as StateStoreError where error.isRetryable {
                throw error
            } catch let error where !(error is CancellationError) {
                left += 1
                // A missing or broken plan needs a person.
                if error is PlanError || error is PlanNotFound || error is StateStoreError { stuck += 1 }
                scope.context.logger.error(
                    "a lane could not be continued",
                    metadata: ["outcome": "Stuck", "errorMessage": "\(error)"]
                )
            }
        }
        left += try await sweepBackfills()
        left += try await sweepMigrations()
        try await measureFreshness()
        scope.context.metrics.add("LanesSwept", Double(count))
        scope.context.metrics.add("LanesStuck", Double(stuck))
        return LoaderAnswer.Sweep(lanes: count, stuck: stuck, left: left)
    }

    /// Continues the due backfills.
    ///
    /// - Returns: the number of backfills that are left, because they failed or there was no time.
    private func sweepBackfills() async throws -> Int {
        let backfiller = Backfiller(services: services, scope: scope)
        var left = 0
        let now = services.clock.now()
        var backfills = scope.state.openWork(BackfillRecord.workKind, dueBy: now, as: BackfillRecord.self)
        while let found = try await backfills.next() {
            guard scope.hasTime else {
                left += 1
                continue
            }
            do {
                var entry = try found.get()
                try await backfiller.advance(&entry)
            } catch let error as StateStoreError where error.isRetryable {
                throw error
            } catch let error where !(error is CancellationError) {
                left += 1
                scope.context.logger.error(
                    "a backfill could not be continued",
                    metadata: ["outcome": "Stuck", "errorMessage": "\(error)"]
                )
            }
        }
        return left
    }

    /// Continues the due migrations.
    ///
    /// - Returns: the number of plans with migrations that are left, because they failed or there was no time.
    private func sweepMigrations() async throws -> Int {
        var left = 0
        let now = services.clock.now()
        var migrations = scope.state.openWork(MigrationRecord.workKind, dueBy: now, as: MigrationRecord.self)
        while let found = try await migrations.next() {
            guard scope.hasTime else {
                left += 1
                continue
            }
            do {
                let plan = try await services.plan(try found.get().document.plan, deadline: scope.deadline)
                try await Migrator(services: services, scope: scope, plan: plan).advance()
            } catch let error as StateStoreError where error.isRetryable {
                throw error
            } catch let error where !(error is CancellationError) {
                left += 1
                scope.context.logger.error(
                    "migrations could not be continued",
                    metadata: ["outcome": "Stuck", "errorMessage": "\(error)"]
                )
            }
        }
        return left
    }

    /// Writes the freshness metrics of the deployment's plan. A broken plan is not reported here, but by the loads that
    /// use it.
    private func measureFreshness() async throws {
        guard scope.hasTime, services.settings.plan != nil,
            let plan = try? await services.defaultPlan(deadline: scope.deadline)
        else { return }
        try await FreshnessReporter(services: services, scope: scope, plan: plan).measure()
    }
}
