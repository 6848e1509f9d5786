import AWSClient
import AWSGlue
import AWSStepFunctions
import LambdaRuntime
import UTCTime

/// From a run's end to the last one who is told of it.
extension StarterInvocation {
    func check(_ reference: StarterRequest.Reference, _ policy: VerdictPolicy?) async throws -> RunAnswer {
        switch reference {
        case .run(let workflow, let id):
            return try await judge(
                id,
                workflow,
                policy ?? VerdictPolicy(unreached: settings.unreached),
                isMissing: { throw $0 }
            ).answer
        case .key(let key):
            guard var entry = try await run(of: key) else {
                throw StarterError(.runNotFound, "no trigger of workflow \(key.workflow) is known as \(key.name)")
            }
            try await advance(&entry)
            var answer = try await answer(to: key)
            // With terms of its own the caller decides anew; what is written down, and told to others, stays.
            if let policy, let id = answer.runId {
                let judged = try await judge(id, key.workflow, policy, isMissing: { throw $0 }).answer
                (answer.status, answer.error, answer.message) = (judged.status, judged.error, judged.message)
                answer.nodes = judged.nodes
            }
            return answer
        }
    }

    /// Asks Glue how the run is, and ends the record if it is over.
    func check(_ entry: inout RunLedger.Entry, _ runID: String) async throws {
        tally.add(\.checked)
        let policy = entry.record.trigger.verdict
        let (answer, run) = try await judge(runID, entry.key.workflow, policy) { error in
            let unknown = RunAnswer(workflow: entry.key.workflow, status: .running, runId: runID)
            // A workflow that was deleted takes its runs with it.
            return entry.record.isFresh(at: now) ? unknown : unknown.failing(error)
        }
        if answer.status == .running {
            let names = run?.graph?.nodes?.filter { $0.type != "TRIGGER" }.compactMap(\.name) ?? []
            if entry.record.nodeNames.isEmpty, !names.isEmpty {
                try await ledger.change(&entry, at: now) {
                    $0.nodeNames = names
                    return $0.isOpen
                }
            }
            return
        }
        if try await ledger.change(&entry, at: now, { $0.finish(answer) }) {
            report(answer.status == .succeeded ? .succeeded : .failed, entry.key, run: runID, error: answer.failure)
            tally.add(\.finished)
            if let began = UTCTime(glue: run?.startedOn), let ended = UTCTime(glue: run?.completedOn) {
                context.metrics.add("RunSeconds", ended.duration(since: began) / .seconds(1), .seconds)
            }
        }
        try await settle(entry.record)
    }

    private func judge(
        _ runID: String,
        _ workflow: String,
        _ policy: VerdictPolicy,
        isMissing: (StarterError) throws -> RunAnswer
    ) async throws -> (answer: RunAnswer, run: GlueWorkflowRun?) {
        let run: GlueWorkflowRun
        do {
            run = try await glue.workflowRun(workflow, run: runID, deadline: deadline)
        } catch let error as AWSError {
            let meaning = StarterError(error, workflow: workflow, run: runID)
            guard meaning.name == .runNotFound else { throw meaning }
            return (try isMissing(meaning), nil)
        }
        let verdict = RunVerdict(run, workflow: workflow, policy: policy, links: services.links, now: now)
        var answer = RunAnswer(run, verdict, workflow: workflow)
        answer.runId = runID
        return (answer, run)
    }

    // MARK: - Telling

    /// Tells everybody who waits for a record that is over, and tidies up: once more for each time it is interrupted.
    func settle(_ record: RunRecord) async throws {
        let isFinished: Bool
        switch record.state {
        case .finished: isFinished = true
        case .released: isFinished = false
        default: return
        }
        let covered = try await ledger.covered(by: record.key)
        let triggers = (record.isBatch ? [] : [record.key]) + covered.map(\.key).filter { $0 != record.key }
        let errors = await each(triggers) { try await tellIfOver(record, for: $0) }
        if let error = errors.first { throw error }
        if !isFinished, record.isBatch { try await queueAgain(covered, after: record.key) }
        if record.trigger.concurrency.usesSlot { try await ledger.freeSlot(of: record.key) }
        try await ledger.close(record.key)
        guard isFinished else {
            // Whoever was told may have asked again before this: the sweep must know of that.
            if let latest = try await ledger.load(record.key), latest.record.isOpen {
                try await ledger.open(record.key, at: now)
            }
            return
        }
        do {
            try await runEnded(record.key.workflow)
        } catch {
            // The end is told. What it makes room for is the sweep's to start.
            reportFailure("the next run of \(record.key.workflow) could not be started", error)
        }
    }

    /// Tells who waits for one trigger, if its run is over.
    func tellIfOver(_ record: RunRecord, for trigger: RunKey) async throws {
        switch record.state {
        case .finished, .released: break
        default: return
        }
        let answer = record.answer(for: trigger.name)
        for waiter in try await ledger.waiters(for: trigger) {
            try await tell(waiter, answer)
            try await ledger.removeWaiter(waiter, for: trigger)
        }
    }

    private func tell(_ waiter: Waiter, _ answer: RunAnswer) async throws {
        let message = TaskMessage(answer)
        do {
            let result =
                switch message {
                case .success(let output):
                    try await services.tasks.sendTaskSuccess(token: waiter.token, output: output, deadline: deadline)
                case .failure(let error, let cause):
                    try await services.tasks.sendTaskFailure(
                        token: waiter.token,
                        error: error,
                        cause: cause,
                        deadline: deadline
                    )
                }
            countMessage(result)
        } catch let error as AWSError where ["InvalidToken", "InvalidOutput"].contains(error.code) {
            // No later attempt can be better, and all others would wait for it.
            reportFailure("a task of \(answer.workflow)/\(answer.dedupeKey ?? "?") cannot be told", error)
        } catch let error as AWSError {
            throw StarterError(.callbackFailed, "\(error)")
        }
    }

    private func countMessage(_ result: TaskMessageResult) {
        switch result {
        case .taken:
            tally.add(\.callbacks)
            context.metrics.add("CallbacksSent", 1)
        case .taskIsOver:
            tally.add(\.gone)
            context.metrics.add("CallbacksGone", 1)
        }
    }

    /// A run less is in flight: the queue's next one, or those that Glue refused, get their turn.
    private func runEnded(_ workflow: String) async throws {
        try await pump(workflow)
        for entry in oldestFirst(try await ledger.openEntries(of: workflow), \.since) {
            guard let key = entry.key, var entry = try await ledger.load(key),
                case .waiting = entry.record.state
            else { continue }
            try await advance(&entry, early: true)
            // Refused again: so would the others be.
            if case .waiting = entry.record.state { return }
        }
    }
}
