import AWSClient
import AWSGlue
import LambdaRuntime
import UTCTime

/// Processes the end of a run: asks Glue for the run's state, records the end, notifies the tasks, publishes the event.
struct RunFinisher: Sendable {
    let scope: InvocationScope

    private var notifier: CallbackNotifier { CallbackNotifier(scope: scope) }

    /// Asks Glue for the run's state and, if the run is over, records the end.
    func check(_ entry: inout VersionedRunRecord, _ runID: String) async throws {
        scope.counter.add(\.checked)
        let unknown = StarterAnswer(workflow: entry.runKey.workflow, status: .running, runId: runID)
        var (answer, run): (StarterAnswer, GlueWorkflowRun?)
        do {
            (answer, run) = try await judgeWithRun(runID, entry.runKey.workflow, entry.record.request.verdict)
            try await PermanentErrorLimit(scope: scope).reset(&entry)
        } catch let error as StarterError where error.name == .runNotFound {
            // A run that was just started may not be shown yet; a workflow that was deleted takes its runs with it.
            (answer, run) = (entry.record.isFresh(at: scope.now) ? unknown : unknown.failing(error), nil)
        } catch let error as StarterError where error.isLasting {
            guard try await PermanentErrorLimit(scope: scope).isReached(&entry) else { throw error }
            (answer, run) = (unknown.failing(error), nil)
        }
        if answer.status == .running { return try await recordNodes(of: run, &entry) }
        let kept = answer.shortened(to: StarterAnswer.mostBytes, TaskCallbackResult.json).answer
        guard try await scope.store.change(&entry, { $0.finish(kept) }) else { return }
        let outcome: StartOutcome = answer.status == .succeeded ? .succeeded : .failed
        scope.report(outcome, entry.runKey, run: runID, error: answer.failure)
        scope.counter.add(\.finished)
        if let began = UTCTime(glue: run?.startedOn), let ended = UTCTime(glue: run?.completedOn) {
            scope.context.metrics.add("RunSeconds", ended.duration(since: began) / .seconds(1), .seconds)
        }
    }

    /// Records the names of a run's jobs and crawlers, once. Later, an event with one of these names causes a check of
    /// the run.
    private func recordNodes(of run: GlueWorkflowRun?, _ entry: inout VersionedRunRecord) async throws {
        let names = run?.graph?.nodes?.filter { $0.type != "TRIGGER" }.compactMap(\.name) ?? []
        let bytes = names.reduce(0) { $0 + $1.utf8.count }
        guard entry.record.nodeNames.isEmpty, !names.isEmpty, bytes <= Self.mostNodeNameBytes else { return }
        try await scope.store.change(&entry) {
            $0.nodeNames = names
            return $0.isOpen
        }
    }

    /// The maximum total size, in bytes, of the node names in a record. If the names of a run are larger, they are not
    /// recorded, and every event of Glue causes a check of that run.
    private static let mostNodeNameBytes = 32_768

    /// Decides whether a run succeeded, by the caller's policy.
    func judge(_ runID: String, _ workflow: String, _ policy: VerdictPolicy) async throws -> StarterAnswer {
        try await judgeWithRun(runID, workflow, policy).answer
    }

    private func judgeWithRun(
        _ runID: String,
        _ workflow: String,
        _ policy: VerdictPolicy
    ) async throws -> (answer: StarterAnswer, run: GlueWorkflowRun?) {
        let run: GlueWorkflowRun
        do {
            run = try await scope.glue.workflowRun(workflow, run: runID, deadline: scope.deadline)
        } catch let error as AWSError {
            throw StarterError(error, workflow: workflow, run: runID)
        }
        let logs = scope.services.logs
        let verdict = RunVerdict(run, workflow: workflow, policy: policy, logs: logs, now: scope.now)
        var answer = StarterAnswer(run, verdict, workflow: workflow)
        answer.runId = runID
        return (answer, run)
    }

    /// Completes a record that is over: notifies the waiting tasks, releases the workflow lock and publishes the event.
    /// If the record's coalesced run was not started, also requeues the requests that would be lost. All of this is
    /// repeated if an earlier invocation was interrupted.
    ///
    /// - Returns: `true` when a run has ended, so that a concurrency slot may be free.
    func complete(_ entry: inout VersionedRunRecord) async throws -> Bool {
        let record = entry.record
        guard record.isOver else { return false }
        let coalesced = try await scope.store.requests(coalescedInto: record.key)
        let others = coalesced.map { RunDedupeKey(workflow: record.key.workflow, name: $0.name) }
        let requests = (record.isBatch ? [] : [record.key]) + others.filter { $0 != record.key }
        let givesUp = record.isBlockedTooLong(at: scope.now)
        let failures = await concurrentAttempt(requests, limit: 32) {
            try await notifier.notifyIfOver(record, for: $0, givesUp: givesUp)
        }
        if let failure = failures.map(\.error).first(where: PermanentErrorLimit.isLasting) ?? failures.first?.error {
            if PermanentErrorLimit.isLasting(failure) {
                _ = try await PermanentErrorLimit(scope: scope).isReached(&entry)
            }
            throw failure
        }
        let isFinished = if case .finished = record.state { true } else { false }
        if case .released(let error) = record.state, record.isBatch {
            try await RunQueue(scope: scope).requeue(coalesced, after: record.key, error)
        }
        if record.request.concurrency.usesLock { try await scope.store.releaseLock(of: record.key) }
        do {
            try await RunEventPublisher(scope: scope).publish(record)
        } catch  where PermanentErrorLimit.isLasting(error) {
            guard try await PermanentErrorLimit(scope: scope).isReached(&entry) else { throw error }
            scope.reportFailure("the end of \(record.key) is not published", error)
        }
        let end = record.state
        try await scope.store.change(&entry) { $0.complete(end) }
        return isFinished
    }
}
