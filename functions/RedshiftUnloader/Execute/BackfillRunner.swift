import AWSRedshiftData
import LambdaRuntime
import Logging
import UTCTime

/// Begins backfills and takes them on.
struct BackfillRunner: Sendable {
    let services: UnloaderServices
    let invocation: Invocation

    private var deadline: ContinuousClock.Instant { invocation.deadline }

    /// - Returns: the backfill's id, of a new one or of the one that was begun by the same request.
    /// - Throws: ``InvalidRequest`` for a plan whose windows follow from no calendar.
    func begin(_ request: BackfillRequest) async throws -> String {
        let plan = try await services.plans.plan(request.plan, deadline: deadline)
        guard let step = plan.window.step else {
            throw InvalidRequest(
                "only plans with a daily or hourly window can be backfilled; \"\(plan.name)\" has another"
            )
        }
        guard request.to.duration(since: request.from) / step < Double(Backfill.most) else {
            throw InvalidRequest("the backfill has more than \(Backfill.most) windows; make several of it")
        }
        let windows = plan.window.windows(from: request.from, to: request.to)
        guard !windows.isEmpty else { throw InvalidRequest("there is no whole window between \"from\" and \"to\"") }
        if case .inline(let json) = request.plan, json.roughSize > 300_000 {
            throw InvalidRequest("the plan is too large to be kept with the backfill; put it into PLAN_S3_URI")
        }
        let id = Backfill.id(request, plan: plan.name)
        try await services.table.mark(.backfill(id), request: nil, deadline: deadline)
        let backfill = Backfill(id: id, request: request, windowCount: windows.count)
        _ = try await services.table.write(
            backfill,
            at: .backfill(id),
            over: nil,
            status: "open",
            deadline: deadline
        )
        return id
    }

    /// Takes note of runs that are closed and starts those that are next.
    ///
    /// - Returns: the backfill and the runs that were started; `nil` when there is no such backfill.
    func advance(_ id: String) async throws -> (backfill: Backfill, started: [String])? {
        let starter = RunStarter(services: services, deadline: deadline)
        var started: [String] = []
        while true {
            guard let stored: Stored<Backfill> = try await services.table.read(.backfill(id), deadline: deadline) else {
                return nil
            }
            var backfill = stored.document
            if backfill.isOver {
                try await services.table.removeOpen(.backfill(id), deadline: deadline)
                return (backfill, started)
            }
            let asked = backfill.request
            let plan = try await services.plans.plan(asked.plan, deadline: deadline)
            let windows = plan.window.windows(from: asked.from, to: asked.to)
            func request(_ index: Int) -> RunRequest? {
                guard windows.indices.contains(index) else { return nil }
                let window = windows[index]
                return RunRequest(
                    plan: asked.plan,
                    trigger: .backfill(id: id),
                    time: window.to,
                    window: window
                )
            }
            let before = backfill
            backfill.move(closed: try await closedRuns(of: backfill)) { index in
                request(index).map { RunIdentity($0, plan: plan).runID } ?? "\(id)-\(index)"
            }
            if backfill != before {
                let status = backfill.isOver ? "over" : "open"
                let written = try await services.table.write(
                    backfill,
                    at: .backfill(id),
                    over: stored.version,
                    status: status,
                    deadline: deadline
                )
                guard written != nil else { continue }
                if backfill.isOver { report(backfill) }
            }
            for run in backfill.active {
                guard let request = request(run.index) else { continue }
                let result = try await starter.start(request)
                if result.isNew { started.append(result.runID) }
            }
            if !backfill.isOver { return (backfill, started) }
        }
    }

    private func closedRuns(of backfill: Backfill) async throws -> [String: UnloadRun.Status] {
        var closed: [String: UnloadRun.Status] = [:]
        for active in backfill.active {
            let run: Stored<UnloadRun>? = try await services.table.read(.run(active.runID), deadline: deadline)
            if let run, run.document.status != .open { closed[active.runID] = run.document.status }
        }
        return closed
    }

    private func report(_ backfill: Backfill) {
        invocation.context.logger.log(
            level: backfill.failed == 0 ? .info : .error,
            "backfill \(backfill.id): over",
            metadata: [
                "backfillId": "\(backfill.id)", "succeeded": .stringConvertible(backfill.succeeded),
                "failed": .stringConvertible(backfill.failed),
            ]
        )
    }
}
