import LambdaRuntime
import Logging
import UTCTime

/// Does what one request asks for, and answers.
struct UnloadDesk: Sendable {
    let services: UnloaderServices
    let invocation: Invocation

    private var deadline: ContinuousClock.Instant { invocation.deadline }
    private var driver: RunDriver { RunDriver(services: services, invocation: invocation) }

    func answer(_ request: UnloaderRequest) async throws -> UnloaderAnswer {
        switch request {
        case .start(let request, let waits):
            let started = try await RunStarter(services: services, deadline: deadline).start(request)
            if started.isNew {
                invocation.context.metrics.add("RunsStarted", 1)
                invocation.context.logger.info("run \(started.runID): started", metadata: ["runId": "\(started.runID)"])
            }
            return try await goOn(started.runID, waits: waits, isNew: started.isNew)
        case .statementOver(nil):
            invocation.context.metrics.add("ForeignEvents", 1)
            return UnloaderAnswer(outcome: "NotOurs")
        case .statementOver(let name?): return try await goOn(name.runID, waits: false, isUnknownAnError: false)
        case .status(let id): return try await goOn(id, waits: false)
        case .cancel(let id): return try await cancel(id)
        case .retry(let id, let waits): return try await retry(id, waits)
        case .backfill(let request):
            let runner = BackfillRunner(services: services, invocation: invocation)
            let id = try await runner.begin(request)
            let state = try await advanceBackfill(id)
            return UnloaderAnswer(outcome: "Backfill", backfill: state.map(UnloaderAnswer.BackfillState.init))
        case .sweep:
            let result = try await Sweeper(services: services, invocation: invocation).sweep()
            for backfill in result.touchedBackfills.sorted() where invocation.hasTime {
                _ = try await advanceBackfill(backfill)
            }
            return UnloaderAnswer(outcome: "Swept", sweep: UnloaderAnswer.Sweep(result))
        }
    }

    /// - Parameter isUnknownAnError: an event may come for a run that the table has forgotten.
    private func goOn(
        _ id: String,
        waits: Bool?,
        isNew: Bool? = nil,
        isUnknownAnError: Bool = true
    ) async throws -> UnloaderAnswer {
        guard let snapshot = try await driver.drive(id, waits: waits ?? services.settings.waits) else {
            guard isUnknownAnError else {
                invocation.context.logger.notice("there is no run \(id)", metadata: ["runId": "\(id)"])
                return UnloaderAnswer(outcome: "UnknownRun")
            }
            throw InvalidRequest("there is no run \"\(id)\"")
        }
        if snapshot.run.status != .open, let backfill = snapshot.run.backfill {
            _ = try await advanceBackfill(backfill)
        }
        return UnloaderAnswer(outcome: "Run", run: UnloaderAnswer.Run(snapshot, isNew: isNew))
    }

    /// As far as it goes: a run that closes at once, having nothing to unload, makes room for the next window.
    private func advanceBackfill(_ id: String) async throws -> Backfill? {
        let runner = BackfillRunner(services: services, invocation: invocation)
        while let (backfill, started) = try await runner.advance(id) {
            var isAnyClosed = false
            for run in started where invocation.hasTime {
                if let snapshot = try await driver.drive(run), snapshot.run.status != .open { isAnyClosed = true }
            }
            guard isAnyClosed, invocation.hasTime else { return backfill }
        }
        return nil
    }

    private func cancel(_ id: String) async throws -> UnloaderAnswer {
        try await change(id) { run in
            guard run.status == .open else { return false }
            run.isCancelRequested = true
            return true
        }
        return try await goOn(id, waits: false)
    }

    private func retry(_ id: String, _ waits: Bool?) async throws -> UnloaderAnswer {
        guard let stored: Stored<UnloadRun> = try await services.table.read(.run(id), deadline: deadline) else {
            throw InvalidRequest("there is no run \"\(id)\"")
        }
        let exports: [(sort: String, stored: Stored<ExportRun>)] = try await services.table.list(
            partition: "run#\(id)",
            sortPrefix: "export#",
            deadline: deadline
        )
        let isComplete = exports.allSatisfy { $0.stored.document.result?.outcome.isDone ?? false }
        // An open run is not begun anew: a repeated delivery of the retry finds it so.
        if stored.document.status != .open, !isComplete {
            let round = stored.document.round + 1
            try await services.table.mark(.run(id, round: round), request: nil, deadline: deadline)
            try await change(id) { run in
                guard run.status != .open, run.round == round - 1 else { return false }
                run.status = .open
                run.round = round
                run.isCancelRequested = false
                run.endedAt = nil
                return true
            }
        }
        return try await goOn(id, waits: waits)
    }

    /// - Parameter make: returns whether there is something to write.
    private func change(_ id: String, _ make: (inout UnloadRun) -> Bool) async throws {
        while true {
            guard let stored: Stored<UnloadRun> = try await services.table.read(.run(id), deadline: deadline) else {
                throw InvalidRequest("there is no run \"\(id)\"")
            }
            var run = stored.document
            guard make(&run) else { return }
            let written = try await services.table.write(
                run,
                at: .run(id),
                over: stored.version,
                status: run.status.rawValue,
                deadline: deadline
            )
            if written != nil { return }
        }
    }
}
