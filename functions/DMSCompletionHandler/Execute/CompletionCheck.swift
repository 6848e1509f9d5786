import AWSDataSync
import AWSDMS
import LambdaRuntime
import UTCTime

/// Checks one migration: asks the services what is so, decides, and hands a stop that is to be settled to ``CompletionRecorder``.
struct CompletionCheck: Sendable {
    let migrations: [Migration]
    let services: HandlerServices
    let settler: CompletionRecorder

    /// An event that comes before the API shows the stop is believed for so long.
    static let longestLag = Duration.seconds(900)

    /// - Returns: a report whatever happens: what cannot be checked is ``CheckOutcome/blocked``.
    func check(_ request: CheckRequest, _ call: InvocationScope) async -> CheckReport {
        do {
            guard let migration = try await migration(request.subject, call) else {
                return CheckReport(Self.name(request.subject), .notConfigured, "it is in no migration")
            }
            return await check(migration, request, call)
        } catch {
            let blocked = CheckBlocked("looking for the task \(Self.name(request.subject))", error)
            return CheckReport(Self.name(request.subject), .blocked, blocked.description)
        }
    }

    func check(_ migration: Migration, _ request: CheckRequest, _ call: InvocationScope) async -> CheckReport {
        do {
            if let run = request.run {
                return try await settler.goOn(
                    CompletionEvent(migration: migration, run: run, stoppedAt: nil),
                    request,
                    call
                )
            }
            switch migration.kind {
            case .task, .serverless: return try await checkTask(migration, request, call)
            case .dataSync: return try await checkTransfer(migration, request, call)
            }
        } catch {
            let blocked = CheckBlocked("checking \(migration.name)", error)
            var report = CheckReport(migration.name, .blocked, blocked.description)
            report.taskARN = migration.taskARN
            return report
        }
    }

    // MARK: - Tasks and serverless replications

    private func checkTask(
        _ migration: Migration,
        _ request: CheckRequest,
        _ call: InvocationScope
    ) async throws -> CheckReport {
        guard let task = try await observe(migration, call) else {
            var report = CheckReport(migration.name, .notRunning, "the task \(migration.taskARN) does not exist")
            report.taskARN = migration.taskARN
            return report
        }
        let stop = CompletionEvent(
            migration: migration,
            run: task.run ?? "no stop, \(task.status)",
            stoppedAt: task.stopDate
        )
        switch StopVerdict(task, accepted: migration.acceptedStops) {
        case .running:
            return try await notStopped(stop, task, "the task is \(task.status)", request, call)
        case .noStop(let reason): return try await notStopped(stop, task, reason, request, call)
        case .planned(let reason): return stop.report(.plannedStop, "DMS stopped with \(reason.name)")
        case .recheck(let reason), .undecided(let reason):
            return try await settler.later(stop, reason, request, call)
        case .failed(let reason):
            return try await settler.settle(stop, request, call) { revision in
                .manifest(
                    Manifest(
                        migration: migration,
                        revision: revision,
                        task: task,
                        findings: [],
                        verdict: (.failed, reason),
                        evidence: .init(source: "not counted", target: "not counted"),
                        checkedBy: call.requestID
                    )
                )
            }
        case .candidate:
            return try await settler.settle(stop, request, call) { revision in
                try await prove(migration, task, revision, call)
            }
        }
    }

    /// A task that runs: the event is older than its start, or earlier than the API's answer.
    private func notStopped(
        _ stop: CompletionEvent,
        _ task: TaskState,
        _ reason: String,
        _ request: CheckRequest,
        _ call: InvocationScope
    ) async throws -> CheckReport {
        guard let endedAt = request.endedAt, UTCTime.now().duration(since: endedAt) < Self.longestLag,
            task.startDate.map({ $0 <= endedAt }) ?? true
        else { return stop.report(.stale, reason) }
        return try await settler.later(
            stop,
            "\(reason), but an event says that it ended",
            request,
            call,
            orElse: .stale
        )
    }

    /// Counts, compares, and looks once more whether the stop is still the one that was looked at.
    private func prove(
        _ migration: Migration,
        _ task: TaskState,
        _ revision: Int,
        _ call: InvocationScope
    ) async throws -> StopProof {
        let statistics = try await statistics(migration, call)
        let token = ExecutionName.of(migration.name, run: task.run ?? "", revision: revision)
        let result = try await services.reconciler.reconcile(
            migration,
            task,
            statistics,
            token: token,
            deadline: call.deadline
        )
        call.metrics.add("RowsCounted", Double(result.rowsCounted))
        call.metrics.add("CountDuration", result.duration / .milliseconds(1), .milliseconds)
        let verdict: (Manifest.Verdict, reason: String)
        switch MigrationVerdict(result.findings, gate: migration.gate, tablesErrored: task.tablesErrored) {
        case .passed:
            let passed = result.findings.filter { $0.verdict == .passed }.count
            verdict = (.passed, "\(passed) of \(passed) tables passed")
        case .partlyPassed(let reason): verdict = (.partlyPassed, reason)
        case .held(let reason): verdict = (.held, reason)
        case .failed(let reason): verdict = (.failed, reason)
        case .recheck(let reason), .undecided(let reason): return .later(reason)
        }
        let now = try await observe(migration, call)
        guard let now, now.stopDate == task.stopDate, now.status == task.status else {
            return .stale("the task went on while it was checked: it is \(now?.status ?? "gone") now")
        }
        return .manifest(
            Manifest(
                migration: migration,
                revision: revision,
                task: task,
                findings: result.findings,
                verdict: verdict,
                evidence: result.evidence,
                checkedBy: call.requestID
            )
        )
    }

    // MARK: - DataSync

    private func checkTransfer(
        _ migration: Migration,
        _ request: CheckRequest,
        _ call: InvocationScope
    ) async throws -> CheckReport {
        var report = CheckReport(migration.name, .stale, "the task has not run")
        report.taskARN = migration.taskARN
        guard let arn = try await executionARN(migration, request, call) else { return report }
        guard let execution = try await services.transfers.taskExecution(arn: arn, deadline: call.deadline) else {
            report.reason = "the execution \(arn) does not exist"
            return report
        }
        let id = arn.split(separator: "/").last.map(String.init) ?? arn
        let stop = CompletionEvent(migration: migration, run: id, stoppedAt: execution.endTime)
        let verdict: (Manifest.Verdict, reason: String)
        switch TransferVerdict(execution) {
        case .passed: verdict = (.passed, "\(execution.filesTransferred ?? 0) files transferred")
        case .held(let reason): verdict = (.held, reason)
        case .failed(let reason): verdict = (.failed, reason)
        case .running:
            let reason = "the execution is \(execution.status ?? "")"
            guard request.endedAt != nil else { return stop.report(.stale, reason) }
            return try await settler.later(stop, "\(reason), but an event says that it ended", request, call)
        case .undecided(let reason): return try await settler.later(stop, reason, request, call)
        }
        return try await settler.settle(stop, request, call) { revision in
            .manifest(
                Manifest(
                    migration: migration,
                    revision: revision,
                    execution: execution,
                    verdict: verdict,
                    checkedBy: call.requestID
                )
            )
        }
    }

    private func executionARN(
        _ migration: Migration,
        _ request: CheckRequest,
        _ call: InvocationScope
    ) async throws -> String? {
        if case .resource(let arn) = request.subject, arn.contains("/execution/") { return arn }
        return try await services.transfers.latestExecution(taskARN: migration.taskARN, deadline: call.deadline)
    }

    // MARK: - Asking

    func migration(_ subject: CheckRequest.Subject, _ call: InvocationScope) async throws -> Migration? {
        switch subject {
        case .migration(let name): return migrations.first { $0.name == name }
        case .resource(let arn): return migrations.first { $0.isAbout(arn) }
        case .identifier(let identifier):
            guard migrations.contains(where: { $0.kind == .task }) else { return nil }
            let task = try await services.migrations.replicationTask(identifier: identifier, deadline: call.deadline)
            return task.flatMap { task in migrations.first { $0.isAbout(task.arn) } }
        }
    }

    /// `nil` when there is no such task.
    func observe(_ migration: Migration, _ call: InvocationScope) async throws -> TaskState? {
        let arn = migration.taskARN
        switch migration.kind {
        case .serverless:
            async let mappings = services.migrations.tableMappings(configARN: arn, deadline: call.deadline)
            guard let replication = try await services.migrations.replication(configARN: arn, deadline: call.deadline)
            else { return nil }
            return TaskState(replication, tableMappings: try await mappings)
        case .task, .dataSync:
            return try await services.migrations.replicationTask(arn: arn, deadline: call.deadline).map {
                TaskState($0)
            }
        }
    }

    func statistics(_ migration: Migration, _ call: InvocationScope) async throws -> [TableStatistics] {
        migration.kind == .serverless
            ? try await services.migrations.tableStatistics(configARN: migration.taskARN, deadline: call.deadline)
            : try await services.migrations.tableStatistics(taskARN: migration.taskARN, deadline: call.deadline)
    }

    static func name(_ subject: CheckRequest.Subject) -> String {
        switch subject {
        case .migration(let name), .resource(let name), .identifier(let name): name
        }
    }
}
