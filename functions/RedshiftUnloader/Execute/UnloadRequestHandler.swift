import LambdaRuntime
import Logging
import StateStore
import UTCTime

/// Carries out one request and answers it.
struct UnloadRequestHandler: Sendable {
    let services: UnloaderServices
    let scope: InvocationScope

    private var driver: RunDriver { RunDriver(services: services, scope: scope) }
    private var backfills: BackfillRunner { BackfillRunner(services: services, scope: scope) }

    // MARK: Runs

    func start(_ request: RunRequest, waits: Bool?) async throws -> UnloaderAnswer {
        let plan = try await services.plan(request.plan, deadline: scope.deadline)
        let now = services.clock.now()
        // A schedule ahead of the clock would run windows that are not over, and move watermarks past rows to come.
        let time = min(request.time, now)
        guard let calendar = plan.window.calendar else {
            return try await start(request, plan, window: nil, time: time, waits: waits)
        }
        guard case .schedule = request.trigger else {
            return try await start(request, plan, window: calendar.last(at: time), time: time, waits: waits)
        }
        return try await startDue(request, plan, calendar, time, waits)
    }

    /// Starts runs for the due windows that no schedule has run yet. A single window becomes a run, and several windows
    /// become a backfill.
    private func startDue(
        _ request: RunRequest,
        _ plan: UnloadPlan,
        _ calendar: CalendarWindow,
        _ time: UTCTime,
        _ waits: Bool?
    ) async throws -> UnloaderAnswer {
        let cursor = try await scope.state.load(.cursor(plan: plan.name), as: WindowCursor.self)?.document.end
        let (due, others) = calendar.due(after: cursor, at: time)
        if others > 0 {
            scope.context.metrics.add("WindowsBehind", Double(others))
            scope.context.logger.warning(
                "plan \(plan.name): \(others) windows were missed that this schedule does not make up for",
                metadata: ["plan": "\(plan.name)", "catchUp": .stringConvertible(calendar.catchUp)]
            )
        }
        guard due.count > 1, let first = due.first, let last = due.last else {
            // None is due: a repeated delivery, or a schedule within the window that was run.
            let window = due.first ?? calendar.last(at: time)
            let answer = try await start(request, plan, window: window, time: time, waits: waits) {
                try await advanceCursor(of: plan, to: window.to)
            }
            return answer
        }
        let missed = BackfillRequest(
            plan: request.plan,
            from: first.from,
            to: last.to,
            concurrency: 1,
            id: nil,
            isCatchUp: true
        )
        let (backfill, _) = try await backfills.begin(missed)
        try await advanceCursor(of: plan, to: last.to)
        scope.context.logger.notice(
            "plan \(plan.name): \(due.count) windows are due, from \(first.from.rfc3339) on",
            metadata: ["plan": "\(plan.name)", "backfillId": "\(backfill.id)"]
        )
        return answer(try await backfills.advance(backfill.id) ?? backfill)
    }

    private func advanceCursor(of plan: UnloadPlan, to end: UTCTime) async throws {
        try await scope.state.change(.cursor(plan: plan.name), from: WindowCursor()) { $0.advance(to: end) }
    }

    /// Starts a run and carries out its first steps.
    ///
    /// - Parameter started: records the start, after the run exists.
    private func start(
        _ request: RunRequest,
        _ plan: UnloadPlan,
        window: TimeWindow?,
        time: UTCTime,
        waits: Bool?,
        started: () async throws -> Void = {}
    ) async throws -> UnloaderAnswer {
        let identity = RunIdentity(request, plan: plan.name, window: window, content: plan.contentHash)
        let starter = RunStarter(services: services, scope: scope)
        let isNew = try await starter.start(request, plan, identity, window: window, time: time)
        try await started()
        if isNew {
            scope.context.metrics.add("RunsStarted", 1)
            scope.context.logger.info(
                "run \(identity.runID): started",
                metadata: ["runId": "\(identity.runID)", "trigger": "\(identity.trigger)"]
            )
        }
        return try await drive(identity.runID, waits: waits, isNew: isNew)
    }

    func continueRun(of statement: StatementName?) async throws -> UnloaderAnswer {
        guard let statement else {
            scope.context.metrics.add("ForeignEvents", 1)
            return UnloaderAnswer(outcome: "NotOurs")
        }
        guard let snapshot = try await driver.drive(statement.runID) else {
            // The run's documents may have expired.
            scope.context.logger.notice("there is no run \(statement.runID)", metadata: ["runId": "\(statement.runID)"])
            return UnloaderAnswer(outcome: "UnknownRun")
        }
        return try await answer(snapshot, isNew: nil)
    }

    func status(_ id: String) async throws -> UnloaderAnswer { try await drive(id, waits: false) }

    func cancel(_ id: String) async throws -> UnloaderAnswer {
        if try await RunCanceller(state: scope.state).cancel(id) { return try await drive(id, waits: false) }
        return try await change(id, to: .cancelled, from: [.open, .paused])
    }

    func retry(_ id: String, takesPresentPlan: Bool, waits: Bool?) async throws -> UnloaderAnswer {
        try await RunRetrier(services: services, scope: scope).retry(id, takesPresentPlan: takesPresentPlan)
        return try await drive(id, waits: waits)
    }

    private func drive(_ id: String, waits: Bool?, isNew: Bool? = nil) async throws -> UnloaderAnswer {
        if let snapshot = try await driver.drive(id, waits: waits ?? services.settings.waits) {
            return try await answer(snapshot, isNew: isNew)
        }
        guard let backfill = try await backfills.advance(id) else {
            throw InvalidRequest("there is no run \"\(id)\", nor a backfill of that id")
        }
        return answer(backfill)
    }

    private func answer(_ snapshot: RunDriver.Snapshot, isNew: Bool?) async throws -> UnloaderAnswer {
        if !snapshot.run.isOpen, let backfill = snapshot.run.backfill { _ = try await backfills.advance(backfill) }
        return UnloaderAnswer(outcome: "Run", run: UnloaderAnswer.Run(snapshot, isNew: isNew))
    }

    // MARK: Backfills

    func backfill(_ request: BackfillRequest) async throws -> UnloaderAnswer {
        let (backfill, notOver) = try await backfills.begin(request)
        return answer(try await backfills.advance(backfill.id) ?? backfill, notOver: notOver)
    }

    func pause(_ id: String) async throws -> UnloaderAnswer { try await change(id, to: .paused, from: [.open]) }

    func resume(_ id: String) async throws -> UnloaderAnswer { try await change(id, to: .open, from: [.paused]) }

    private func change(
        _ id: String,
        to state: Backfill.State,
        from states: [Backfill.State]
    ) async throws -> UnloaderAnswer {
        guard var entry = try await scope.state.load(.backfill(id), as: Backfill.self) else {
            throw InvalidRequest(
                state == .cancelled
                    ? "there is no run \"\(id)\", nor a backfill of that id" : "there is no backfill \"\(id)\""
            )
        }
        try await scope.state.change(&entry) { backfill in
            guard states.contains(backfill.state) else { return false }
            backfill.state = state
            return true
        }
        return answer(try await backfills.advance(id) ?? entry.document)
    }

    private func answer(_ backfill: Backfill, notOver: Int? = nil) -> UnloaderAnswer {
        UnloaderAnswer(
            outcome: "Backfill",
            backfill: UnloaderAnswer.BackfillState(backfill, notOver: (notOver ?? 0) > 0 ? notOver : nil)
        )
    }
}
