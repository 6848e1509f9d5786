import LambdaRuntime
import Logging
import PlanFile
import StateStore
import UTCTime

/// Goes on with everything that is open: statements whose event never came, starts that were cut off, statements over
/// their limit, retries whose time has come. Called by a schedule.
struct Sweeper: Sendable {
    let services: UnloaderServices
    let scope: InvocationScope

    /// A start takes less than an invocation may last, 15 minutes: a run that is still starting at that age was cut off.
    static let startingTime = Duration.seconds(960)

    /// - Throws: what concerns all work: a state table that cannot be reached, and cancellation.
    func sweep() async throws -> SweepCounts {
        var counts = SweepCounts()
        var runs = scope.state.openWork(UnloadRun.workKind, dueBy: nil, as: UnloadRun.self)
        while let found = try await runs.next() {
            try await attempt(found, &counts) { run, counts in try await sweepRun(run.document, &counts) }
        }
        var open = scope.state.openWork(Backfill.workKind, dueBy: nil, as: Backfill.self)
        while let found = try await open.next() {
            try await attempt(found, &counts) { backfill, counts in
                try await sweepBackfill(backfill.document.id, &counts)
            }
        }
        scope.context.metrics.add("OpenRuns", Double(counts.open))
        scope.context.metrics.add("StuckRuns", Double(counts.stuck))
        return counts
    }

    /// Each item is swept independently; one failure does not stop the rest.
    private func attempt<Document>(
        _ found: Result<StateEntry<Document>, StateStoreError>,
        _ counts: inout SweepCounts,
        _ body: (StateEntry<Document>, inout SweepCounts) async throws -> Void
    ) async throws {
        guard scope.hasTime else {
            counts.left += 1
            return
        }
        do {
            try await body(try found.get(), &counts)
        } catch let error as StateStoreError where error.isRetryable {
            throw error
        } catch let error where !(error is CancellationError) {
            counts.left += 1
            // A plan that is gone or broken mends itself no more.
            if error is PlanError || error is PlanNotFound || error is StateStoreError { counts.stuck += 1 }
            scope.context.logger.error("open work could not be continued", metadata: ["errorMessage": "\(error)"])
        }
    }

    private func sweepRun(_ run: UnloadRun, _ counts: inout SweepCounts) async throws {
        if run.state == .starting {
            guard services.clock.now().duration(since: run.startedAt) > Self.startingTime else {
                counts.open += 1
                return
            }
            try await RunStarter(services: services, scope: scope).complete(run)
            scope.context.logger.warning(
                "run \(run.id): its start was cut off, it is started once more",
                metadata: ["runId": "\(run.id)"]
            )
            counts.restarted += 1
        }
        let driver = RunDriver(services: services, scope: scope)
        guard let snapshot = try await driver.drive(run.id) else { return }
        guard snapshot.run.isOpen else {
            counts.closed += 1
            return
        }
        counts.open += 1
        if snapshot.isStuck {
            counts.stuck += 1
            scope.context.logger.error("run \(run.id): stuck", metadata: ["runId": "\(run.id)", "outcome": "Stuck"])
        }
    }

    private func sweepBackfill(_ id: String, _ counts: inout SweepCounts) async throws {
        let backfill = try await BackfillRunner(services: services, scope: scope).advance(id)
        if let problem = backfill?.problem {
            counts.stuck += 1
            scope.context.logger.error(
                "backfill \(id): held",
                metadata: ["backfillId": "\(id)", "outcome": "Stuck", "errorMessage": "\(problem)"]
            )
        }
    }
}
