import LambdaRuntime
import Logging
import PlanFile
import StateStore
import UTCTime

/// Begins backfills and advances them, window by window.
struct BackfillRunner: Sendable {
    let services: UnloaderServices
    let scope: InvocationScope

    /// Begins a backfill, or finds the one that an earlier delivery of the same request began.
    ///
    /// - Returns: the backfill, and the number of windows that are left out. The plan's lag has not yet passed since
    ///   the end of such a window.
    /// - Throws: ``InvalidRequest`` for windows that cannot be run.
    func begin(_ request: BackfillRequest) async throws -> (backfill: Backfill, notOver: Int) {
        let plan = try await services.plan(request.plan, deadline: scope.deadline)
        guard let calendar = plan.window.calendar else {
            throw InvalidRequest(
                "only plans with windows of the calendar (window: {every: …}) can be backfilled; \"\(plan.name)\" has another"
            )
        }
        let now = services.clock.now()
        let (windows, notOver) = calendar.windows(from: request.from, to: request.to, overAt: now)
        guard windows.count + notOver <= CalendarWindow.most else {
            throw InvalidRequest("the backfill has more than \(CalendarWindow.most) windows; make several of it")
        }
        guard !windows.isEmpty else {
            throw InvalidRequest(
                notOver > 0
                    ? "none of the \(notOver) windows between \"from\" and \"to\" is over yet, its lag included"
                    : "there is no whole window between \"from\" and \"to\""
            )
        }
        let new = Backfill(
            id: Backfill.id(request, plan: plan.name),
            request: request,
            plan: plan.name,
            windowKind: plan.window.kind,
            windowCount: windows.count,
            begunAt: now
        )
        let (entry, _) = try await scope.state.insert(new, at: .backfill(new.id))
        return (entry.document, notOver)
    }

    /// Advances a backfill: records the runs that have closed, starts the next runs and carries out their steps. A run
    /// without rows closes at once and makes room for the next window.
    ///
    /// - Returns: `nil` when there is no such backfill.
    /// - Throws: `StateStoreError`, and errors of starting the runs.
    func advance(_ id: String) async throws -> Backfill? {
        guard var entry = try await scope.state.load(.backfill(id), as: Backfill.self) else { return nil }
        var budget = ConflictRetryLimit(rounds: Self.rounds(entry.document.windowCount), clock: services.clock)
        while !entry.document.isClosed, budget.spend() {
            let plan: UnloadPlan
            do {
                plan = try await checkedPlan(of: entry.document)
                try await hold(&entry, because: nil)
            } catch let error where error is PlanError || error is PlanNotFound || error is InvalidRequest {
                // The plan is missing, broken or another one. Runs in flight continue; no run begins until it is fixed.
                try await hold(&entry, because: "\(error)")
                return entry.document
            }
            let windows = windows(of: entry.document, plan)
            let closed = try await closedRuns(of: entry.document)
            let known = entry.document
            let isMoved = try await scope.state.change(&entry) { backfill in
                guard backfill == known else { return false }
                backfill.move(closed: closed) { identity($0, known, plan, windows) }
                return backfill != known
            }
            if isMoved, entry.document.state == .over { report(entry.document) }
            // Another invocation moved it: decide anew.
            if !isMoved, entry.document != known {
                try await budget.yield()
                continue
            }
            guard try await startAndDrive(entry.document, plan, windows), scope.hasTime else { return entry.document }
        }
        return entry.document
    }

    /// The maximum number of rounds of the loop in ``advance(_:)``. Each window needs one round, because its run may
    /// close at once; 50 more are for conflicts with other invocations.
    private static func rounds(_ windows: Int) -> Int { 50 + windows }

    /// Starts the recorded runs of an open backfill, or cancels the runs of a cancelled backfill.
    ///
    /// - Returns: `true` when a run has closed, which makes room for the next window.
    private func startAndDrive(_ backfill: Backfill, _ plan: UnloadPlan, _ windows: [TimeWindow]) async throws -> Bool {
        let starter = RunStarter(services: services, scope: scope)
        let driver = RunDriver(services: services, scope: scope)
        var isAnyClosed = false
        for run in backfill.active where windows.indices.contains(run.index) && scope.hasTime {
            let window = windows[run.index]
            let isNew =
                backfill.state == .open
                ? try await starter.start(
                    runRequest(backfill, window),
                    plan,
                    RunIdentity(runID: run.runID, trigger: run.trigger),
                    window: window,
                    time: window.to
                ) : false
            guard isNew || backfill.state == .cancelled else { continue }
            if backfill.state == .cancelled {
                try await RunCanceller(state: scope.state).cancel(run.runID)
            }
            if let snapshot = try await driver.drive(run.runID), !snapshot.run.isOpen { isAnyClosed = true }
        }
        return isAnyClosed
    }

    private func checkedPlan(of backfill: Backfill) async throws -> UnloadPlan {
        let plan = try await services.plan(backfill.request.plan, deadline: scope.deadline)
        guard plan.window.kind == backfill.windowKind else {
            throw InvalidRequest(
                "the plan's windows are \(plan.window.kind) now and were \(backfill.windowKind) when backfill \(backfill.id) began; cancel it and begin another"
            )
        }
        return plan
    }

    private func hold(_ entry: inout VersionedDocument<Backfill>, because problem: String?) async throws {
        try await scope.state.change(&entry) { backfill in
            guard backfill.problem != problem else { return false }
            backfill.problem = problem
            return true
        }
    }

    private func windows(of backfill: Backfill, _ plan: UnloadPlan) -> [TimeWindow] {
        guard let calendar = plan.window.calendar else { return [] }
        return Array(
            calendar.windows(from: backfill.request.from, to: backfill.request.to).prefix(max(0, backfill.windowCount))
        )
    }

    private func runRequest(_ backfill: Backfill, _ window: TimeWindow) -> RunRequest {
        RunRequest(
            plan: backfill.request.plan,
            trigger: .backfill(id: backfill.id, isCatchUp: backfill.request.isCatchUp),
            time: window.to,
            window: window
        )
    }

    private func identity(_ index: Int, _ backfill: Backfill, _ plan: UnloadPlan, _ windows: [TimeWindow])
        -> RunIdentity
    {
        guard windows.indices.contains(index) else {
            return RunIdentity(runID: "\(backfill.id)-\(index)", trigger: "backfill \(backfill.id)")
        }
        return RunIdentity(
            runRequest(backfill, windows[index]),
            plan: plan.name,
            window: windows[index],
            content: plan.contentHash
        )
    }

    private func closedRuns(of backfill: Backfill) async throws -> [String: RunRecord.Status] {
        var closed: [String: RunRecord.Status] = [:]
        for active in backfill.active {
            let run = try await scope.state.load(.run(active.runID), as: RunRecord.self)
            if let run, !run.document.isOpen { closed[active.runID] = run.document.state }
            // Cancelled before it was started.
            if run == nil, backfill.state == .cancelled { closed[active.runID] = .cancelled }
        }
        return closed
    }

    private func report(_ backfill: Backfill) {
        scope.context.logger.log(
            level: backfill.failed == 0 ? .info : .error,
            "backfill \(backfill.id): over",
            metadata: [
                "backfillId": "\(backfill.id)", "succeeded": .stringConvertible(backfill.succeeded),
                "failed": .stringConvertible(backfill.failed),
            ]
        )
    }
}
