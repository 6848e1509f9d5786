import LambdaRuntime
import StateStore
import UTCTime

/// Creates a run once, even when it is requested several times.
///
/// It writes, in this order: the run's document, which the sweeper finds from then on; a document for each export; the
/// run's status `open`. A start that is cut off has submitted nothing; a repeated delivery or the sweeper completes it.
struct RunStarter: Sendable {
    let services: UnloaderServices
    let scope: InvocationScope

    private static let concurrency = 16

    /// Creates a run, or completes its start if an earlier invocation was cut off.
    ///
    /// - Parameters:
    ///   - plan: the plan of the request.
    ///   - identity: the run's id and trigger.
    ///   - window: the calendar window; `nil` when the plan has none.
    ///   - time: the run's time, not ahead of the clock.
    /// - Returns: `true` when this call created the run.
    /// - Throws: `StateStoreError`.
    func start(
        _ request: RunRequest,
        _ plan: UnloadPlan,
        _ identity: RunIdentity,
        window: TimeWindow?,
        time: UTCTime
    ) async throws -> Bool {
        let new = RunRecord(
            request,
            plan,
            id: identity.runID,
            trigger: identity.trigger,
            window: window,
            time: time,
            startedAt: services.clock.now()
        )
        let (entry, isNew) = try await scope.state.insert(new, at: .run(identity.runID))
        if entry.document.state == .starting { try await open(entry, plan) }
        return isNew
    }

    /// Completes a start that was cut off.
    ///
    /// - Throws: `PlanError` or `PlanNotFound` when the run's plan has been broken or deleted since; `StateStoreError`.
    func complete(_ run: RunRecord) async throws {
        guard let entry = try await scope.state.load(.run(run.id), as: RunRecord.self),
            let request = entry.document.request
        else { return }
        try await open(entry, try await services.plan(request.plan, deadline: scope.deadline))
    }

    private func open(_ run: VersionedDocument<RunRecord>, _ plan: UnloadPlan) async throws {
        try await concurrentForEach(plan.exports, limit: Self.concurrency) { export in
            // A document that is there was written for the same run.
            _ = try await scope.state.insert(ExportRecord(export), at: .export(export.name, of: run.document.id))
        }
        var run = run
        try await scope.state.change(&run) { run in
            guard run.state == .starting else { return false }
            run.state = .open
            run.request = nil
            return true
        }
    }
}
