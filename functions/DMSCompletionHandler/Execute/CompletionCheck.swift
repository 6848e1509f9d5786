import AWSS3
import LambdaRuntime
import StateStore
import UTCTime

/// Checks one migration: observe, judge, claim, read or prove the manifest, take the steps, notify, complete.
///
/// Each stage records what it reached, and whoever comes next goes on from there.
struct CompletionCheck: Sendable {
    let migrations: [Migration]
    let services: HandlerServices
    let recheckLimit: Int
    let clock: TimeSource

    /// - Returns: a report whatever happens: what cannot be checked is ``CheckOutcome/blocked``.
    func check(_ request: CheckRequest, _ scope: InvocationScope) async -> CheckReport {
        do {
            let migration = try await services.observer.migration(of: request.subject, among: migrations, scope)
            guard let migration else {
                return CheckReport(request.subject.name, .notConfigured, "it is in no migration")
            }
            return await check(migration, request, scope)
        } catch {
            let blocked = CheckBlocked("looking for the task \(request.subject.name)", error)
            return CheckReport(request.subject.name, .blocked, blocked.description)
        }
    }

    func check(_ migration: Migration, _ request: CheckRequest, _ scope: InvocationScope) async -> CheckReport {
        do {
            if let run = request.run {
                return try await complete(CompletionEvent(migration, run: run), .none, request, scope)
            }
            let observation = try await services.observer.observe(migration, request.subject, scope)
            return try await judge(observation, migration, request, scope)
        } catch {
            let blocked = CheckBlocked("checking \(migration.name)", error)
            var report = CheckReport(migration.name, .blocked, blocked.description)
            report.taskARN = migration.taskARN
            return report
        }
    }

    private func judge(
        _ observation: Observation,
        _ migration: Migration,
        _ request: CheckRequest,
        _ scope: InvocationScope
    ) async throws -> CheckReport {
        let event = CompletionEvent(migration, observation, endedAt: request.endedAt)
        switch CompletionJudgement(observation, migration, request, now: clock.now()) {
        case .answer(let outcome, let reason): return event.report(outcome, reason)
        case .recheck(let reason, let giveUp):
            guard isExhausted(event, request) else { return try await recheck(event, reason, request, scope) }
            return try await abandon(event, reason, giveUp, request, scope)
        case .conclude(let verdict, let reason):
            return try await complete(event, .word(observation, verdict, reason), request, scope)
        case .examineTables(let task): return try await complete(event, .tables(task), request, scope)
        }
    }

    // MARK: - From the claim to the end

    private func complete(
        _ event: CompletionEvent,
        _ basis: ManifestBasis,
        _ request: CheckRequest,
        _ scope: InvocationScope
    ) async throws -> CheckReport {
        switch try await services.recorder.claim(event, request, scope) {
        case .taken(let event, let record): return try await known(event, record, request, scope)
        case .mine(let event, var entry):
            let location = services.manifests.location(event.migration.name, run: event.run, entry.document.revision)
            do {
                switch try await proof(of: event, basis, at: location, entry.document, scope) {
                case .manifest(let manifest):
                    return try await proceed(event, manifest, location, &entry, request, scope)
                case .recheck(let reason):
                    return try await undecided(event, reason, &entry, request, scope)
                case .stale(let reason):
                    try await services.recorder.release(&entry, .rechecking, .stale, scope)
                    return event.report(.stale, reason)
                }
            } catch {
                let problem = CheckBlocked("checking \(event.migration.name)", error)
                return try await blocked(event, problem, &entry, request, scope)
            }
        }
    }

    /// The manifest that counts: one that is written is read and believed; only where there is none is anything proved.
    private func proof(
        of event: CompletionEvent,
        _ basis: ManifestBasis,
        at location: S3Location,
        _ record: CompletionRecord,
        _ scope: InvocationScope
    ) async throws -> Proof {
        if let manifest = try await services.manifests.read(location, deadline: scope.deadline.work) {
            return .manifest(manifest)
        }
        if record.manifest != nil { throw CheckBlocked("the manifest \(location) is gone", isTransient: false) }
        let proof: Proof
        switch basis {
        case .word(let observation, let verdict, let reason):
            let draft = ManifestDraft(event.migration, record.revision, observation, clock.now(), scope.requestID)
            proof = .manifest(draft.manifest(verdict, reason))
        case .tables(let task):
            let name = ExecutionName.of(event.migration.name, run: event.run, revision: record.revision)
            let draft = ManifestDraft(event.migration, record.revision, .task(task), clock.now(), scope.requestID)
            proof = try await services.prover.prove(event.migration, task, name, draft, scope)
        case .none:
            throw CheckBlocked(
                "\(event.migration.name) has no manifest of \(event.run) to go on from",
                isTransient: false
            )
        }
        guard case .manifest(let manifest) = proof else { return proof }
        return .manifest(try await services.manifests.write(manifest, to: location, deadline: scope.deadline.work))
    }

    /// Takes the open steps in their order, notifies, and closes the record.
    private func proceed(
        _ event: CompletionEvent,
        _ manifest: Manifest,
        _ location: S3Location,
        _ entry: inout StateEntry<CompletionRecord>,
        _ request: CheckRequest,
        _ scope: InvocationScope
    ) async throws -> CheckReport {
        var report = event.report(manifest, at: location)
        if entry.document.manifest == nil {
            scope.metrics.add("TablesPassed", Double(report.passedTables.count))
            scope.metrics.add("TablesQuarantined", Double(report.quarantinedTables.count))
        }
        try await services.recorder.change(&entry, scope) { $0.manifest = location.description }
        let detail = MigrationEvent(report).json
        while let step = StepPlan.next(event.migration.next, manifest.verdict, entry.document.steps) {
            let input = StepInput(event: event, manifest: manifest, location: location, detail: detail)
            let isWaiting: Bool
            do {
                isWaiting = try await take(step, input, &entry, scope)
            } catch {
                return try await failed(step, error, report, &entry, scope)
            }
            if isWaiting {
                report.steps = entry.document.steps.mapValues(\.state.rawValue)
                return try await awaitSteps(event, report, &entry, request, scope)
            }
        }
        report.steps = entry.document.steps.mapValues(\.state.rawValue)
        try await notify(report, &entry, scope)
        try await services.recorder.release(&entry, .settled, report.outcome, scope)
        return report
    }

    /// - Returns: whether the step goes on by itself and the next one has to wait for it.
    private func take(
        _ step: NextStep,
        _ input: StepInput,
        _ entry: inout StateEntry<CompletionRecord>,
        _ scope: InvocationScope
    ) async throws -> Bool {
        var progress = entry.document.steps[step.name] ?? StepProgress(state: .starting)
        while true {
            let action = try await services.steps.take(step, input, progress, scope)
            progress = action.progress
            let isOurs = try await services.recorder.change(&entry, scope) { $0.steps[step.name] = progress }
            guard isOurs else {
                throw CheckBlocked("another invocation has taken \(input.event.run) over", isTransient: true)
            }
            if let failure = action.failure { throw failure }
            switch progress.state {
            case .waiting: return true
            case .started, .done: return false
            // The intention is recorded: now it may be done.
            case .starting: continue
            }
        }
    }

    private func failed(
        _ step: NextStep,
        _ error: any Error,
        _ report: CheckReport,
        _ entry: inout StateEntry<CompletionRecord>,
        _ scope: InvocationScope
    ) async throws -> CheckReport {
        var report = report
        report.outcome = .stepFailed
        report.reason = "\(step.name): \(CheckBlocked("taking it", error))"
        report.steps = entry.document.steps.mapValues(\.state.rawValue)
        report.steps[step.name] = "failed"
        try await notify(report, &entry, scope)
        try await services.recorder.awaitSteps(&entry, for: .seconds(900), scope)
        return report
    }

    /// A step goes on by itself: the function follows it up later, whatever the task does meanwhile.
    private func awaitSteps(
        _ event: CompletionEvent,
        _ report: CheckReport,
        _ entry: inout StateEntry<CompletionRecord>,
        _ request: CheckRequest,
        _ scope: InvocationScope
    ) async throws -> CheckReport {
        var report = report
        report.outcome = .continuing
        try await services.recorder.awaitSteps(&entry, for: .seconds(600), scope)
        guard !request.isSweep else { return report }
        let message = RecheckMessage(
            resource: event.migration.taskARN,
            attempt: min(request.attempt + 1, RecheckMessage.mostAttempts),
            run: event.run
        )
        try await services.rechecks.send(message, after: 60, deadline: scope.deadline.end)
        return report
    }

    // MARK: - What ends before the manifest

    /// Somebody else has it, or it is settled: whoever asks learns its verdict, an event is a duplicate.
    private func known(
        _ event: CompletionEvent,
        _ record: CompletionRecord,
        _ request: CheckRequest,
        _ scope: InvocationScope
    ) async throws -> CheckReport {
        guard record.state == .settled else { return event.report(.duplicate, "another invocation has this stop") }
        let verdict = record.outcome?.rawValue ?? ""
        var report = event.report(.duplicate, "settled before: \(verdict)")
        if request.isAsked, let location = record.manifest.flatMap({ S3Location($0) }),
            let manifest = try await services.manifests.read(location, deadline: scope.deadline.work)
        {
            report = event.report(manifest, at: location)
            report.isRepeated = true
        }
        report.manifest = record.manifest
        report.steps = record.steps.mapValues(\.state.rawValue)
        return report
    }

    private func undecided(
        _ event: CompletionEvent,
        _ reason: String,
        _ entry: inout StateEntry<CompletionRecord>,
        _ request: CheckRequest,
        _ scope: InvocationScope
    ) async throws -> CheckReport {
        guard isExhausted(event, request) else {
            try await services.recorder.release(&entry, .rechecking, .rechecking, scope)
            return try await recheck(event, reason, request, scope)
        }
        let report = event.report(.undecided, reason)
        try await notify(report, &entry, scope)
        try await services.recorder.release(&entry, .undecided, .undecided, scope)
        return report
    }

    /// Nobody looks any more at what could not be judged.
    private func abandon(
        _ event: CompletionEvent,
        _ reason: String,
        _ outcome: CheckOutcome,
        _ request: CheckRequest,
        _ scope: InvocationScope
    ) async throws -> CheckReport {
        guard outcome == .undecided else { return event.report(outcome, reason) }
        switch try await services.recorder.claim(event, request, scope) {
        case .taken(let event, let record): return try await known(event, record, request, scope)
        case .mine(let event, var entry): return try await undecided(event, reason, &entry, request, scope)
        }
    }

    /// The check could not be made: later, if that may help, else when the message comes again.
    private func blocked(
        _ event: CompletionEvent,
        _ problem: CheckBlocked,
        _ entry: inout StateEntry<CompletionRecord>,
        _ request: CheckRequest,
        _ scope: InvocationScope
    ) async throws -> CheckReport {
        if problem.isTransient, !request.isSweep, !isExhausted(event, request), services.rechecks.url != nil {
            try await services.recorder.release(&entry, .rechecking, .rechecking, scope)
            return try await recheck(event, problem.description, request, scope)
        }
        let report = event.report(.blocked, problem.description)
        try await notify(report, &entry, scope)
        try await services.recorder.release(&entry, .blocked, .blocked, scope)
        return report
    }

    // MARK: - Telling, now and later

    /// Notifies of an outcome, unless that was the last one people were notified of.
    private func notify(
        _ report: CheckReport,
        _ entry: inout StateEntry<CompletionRecord>,
        _ scope: InvocationScope
    ) async throws {
        guard report.outcome.isNotified, entry.document.notified != report.outcome else { return }
        try await services.notifier.notify(report, deadline: scope.deadline.end)
        try await services.recorder.change(&entry, scope) { $0.notified = report.outcome }
    }

    /// Notifies of something that is no end of a run, once under its name.
    func notifyOnce(_ event: CompletionEvent, _ report: CheckReport, _ scope: InvocationScope) async throws {
        let request = CheckRequest(subject: .migration(event.migration.name))
        guard case .mine(_, var entry) = try await services.recorder.claim(event, request, scope) else { return }
        try await notify(report, &entry, scope)
        try await services.recorder.release(&entry, .settled, report.outcome, scope)
    }

    private func isExhausted(_ event: CompletionEvent, _ request: CheckRequest) -> Bool {
        RecheckSchedule.isExhausted(
            attempt: request.attempt,
            limit: recheckLimit,
            hasQueue: services.rechecks.url != nil && !request.isSweep,
            stoppedAt: event.stoppedAt,
            now: clock.now()
        )
    }

    private func recheck(
        _ event: CompletionEvent,
        _ reason: String,
        _ request: CheckRequest,
        _ scope: InvocationScope
    ) async throws -> CheckReport {
        guard !request.isSweep, services.rechecks.url != nil else {
            return event.report(.rechecking, "\(reason); the sweeper looks again")
        }
        // DataSync is asked about the execution, not about the task's latest.
        let resource = if case .resource(let arn) = request.subject { arn } else { event.migration.taskARN }
        let message = RecheckMessage(
            resource: resource,
            attempt: request.attempt + 1,
            endedAt: request.endedAt?.rfc3339,
            run: request.run
        )
        let delay = RecheckSchedule.delay(after: request.attempt)
        try await services.rechecks.send(message, after: delay, deadline: scope.deadline.end)
        return event.report(.rechecking, "\(reason); looking again in \(delay) seconds")
    }
}
