import AWSS3
import LambdaRuntime
import StateStore
import UTCTime

/// Checks one migration: observe, judge, claim, read or write the manifest, run the steps, notify, complete.
///
/// Each stage records its progress, and the next invocation continues from there.
struct CompletionCheck: Sendable {
    let migrations: [Migration]
    let services: HandlerServices
    let deferral: CheckDeferral
    let clock: TimeSource

    /// - Parameter recheckLimit: the maximum number of rechecks of one stop, 1 to 50.
    init(migrations: [Migration], services: HandlerServices, recheckLimit: Int, clock: TimeSource) {
        self.migrations = migrations
        self.services = services
        self.clock = clock
        deferral = CheckDeferral(
            recorder: services.recorder,
            notifier: services.notifier,
            queue: services.rechecks,
            limit: recheckLimit,
            clock: clock
        )
    }

    /// - Returns: always a report. A check that cannot be made has the outcome ``CheckOutcome/blocked``.
    func check(_ request: CheckRequest, _ scope: InvocationScope) async -> CheckReport {
        do {
            let migration = try await services.observer.migration(of: request.subject, among: migrations, scope)
            guard let migration else {
                return CheckReport(request.subject.name, .notConfigured, "it is in no migration")
            }
            return await check(migration, request, scope)
        } catch {
            let blocked = CheckBlocked("looking up the task \(request.subject.name)", error)
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
            return deferral.unobserved(migration, CheckBlocked("checking \(migration.name)", error), request)
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
            guard deferral.isExhausted(event, request) else {
                return try await deferral.recheck(event, reason, request, scope)
            }
            guard giveUp == .undecided else { return event.report(giveUp, reason) }
            return try await giveUpUndecided(event, reason, request, scope)
        case .conclude(let verdict, let reason):
            return try await complete(event, .word(observation, verdict, reason), request, scope)
        case .examineTables(let task): return try await complete(event, .tables(task), request, scope)
        }
    }

    private func complete(
        _ event: CompletionEvent,
        _ basis: VerdictBasis,
        _ request: CheckRequest,
        _ scope: InvocationScope
    ) async throws -> CheckReport {
        switch try await services.recorder.claim(event, request, scope) {
        case .taken(let event, let record): return try await known(event, record, request, scope)
        case .mine(let event, var entry):
            do {
                switch try await services.prover.proof(of: event, basis, entry.document, scope) {
                case .manifest(let manifest, let location):
                    return try await proceed(event, manifest, location, &entry, request, scope)
                case .recheck(let reason):
                    return try await deferral.undecided(event, reason, &entry, request, scope)
                case .stale(let reason):
                    try await services.recorder.release(&entry, .rechecking, .stale, scope)
                    return event.report(.stale, reason)
                }
            } catch {
                let problem = CheckBlocked("checking \(event.migration.name)", error)
                return try await deferral.blocked(event, problem, &entry, request, scope)
            }
        }
    }

    /// Runs the unfinished steps in the plan's order, notifies, and closes the record.
    private func proceed(
        _ event: CompletionEvent,
        _ manifest: Manifest,
        _ location: S3Location,
        _ entry: inout VersionedDocument<CompletionRecord>,
        _ request: CheckRequest,
        _ scope: InvocationScope
    ) async throws -> CheckReport {
        var report = event.report(manifest, at: location)
        if entry.document.manifest == nil {
            scope.metrics.add("TablesPassed", Double(report.passedTables.count))
            scope.metrics.add("TablesQuarantined", Double(report.quarantinedTables.count))
        }
        try await services.recorder.change(&entry, scope) { $0.manifest = location.description }
        let input = StepInput(event: event, manifest: manifest, location: location, report: report)
        let result = try await services.steps.run(input, &entry, scope)
        report.steps = entry.document.steps.mapValues(\.state.rawValue)
        switch result {
        case .over:
            try await services.notifier.notify(report, &entry, services.recorder, scope)
            try await services.recorder.release(&entry, .completed, report.outcome, scope)
        case .waiting:
            report.outcome = .continuing
            try await deferral.followUp(event, &entry, request, scope)
        case .failed(let step, let reason):
            report.outcome = .stepFailed
            report.reason = "\(step): \(reason)"
            report.steps[step] = "failed"
            try await services.notifier.notify(report, &entry, services.recorder, scope)
            try await services.recorder.awaitSteps(&entry, for: .seconds(900), scope)
        }
        return report
    }

    /// Reports a run's end that needs no check: its record is completed, or another invocation works on it. A caller
    /// gets the verdict of a completed record; every other request is a duplicate.
    private func known(
        _ event: CompletionEvent,
        _ record: CompletionRecord,
        _ request: CheckRequest,
        _ scope: InvocationScope
    ) async throws -> CheckReport {
        guard record.state == .completed else { return event.report(.duplicate, "another invocation has this stop") }
        let verdict = record.outcome?.rawValue ?? ""
        var report = event.report(.duplicate, "completed before: \(verdict)")
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

    private func giveUpUndecided(
        _ event: CompletionEvent,
        _ reason: String,
        _ request: CheckRequest,
        _ scope: InvocationScope
    ) async throws -> CheckReport {
        switch try await services.recorder.claim(event, request, scope) {
        case .taken(let event, let record): return try await known(event, record, request, scope)
        case .mine(let event, var entry):
            return try await deferral.undecided(event, reason, &entry, request, scope)
        }
    }

    /// Notifies only once of a problem, such as a task that does not run. A second call with the same event name sends
    /// nothing.
    func notifyOnce(_ event: CompletionEvent, _ report: CheckReport, _ scope: InvocationScope) async throws {
        let request = CheckRequest(subject: .migration(event.migration.name))
        guard case .mine(_, var entry) = try await services.recorder.claim(event, request, scope) else { return }
        try await services.notifier.notify(report, &entry, services.recorder, scope)
        try await services.recorder.release(&entry, .completed, report.outcome, scope)
    }
}
