import LambdaRuntime
import UTCTime

/// Does what nobody asks for: after Glue's events, and once a minute for all that they miss.
struct Sweeper: Sendable {
    let scope: InvocationScope

    private static let recordsAtOnce = 16

    private var driver: RunDriver { RunDriver(scope: scope) }
    private var keeper: CallbackKeeper { CallbackKeeper(scope: scope) }

    /// Checks the runs that a job or crawler may belong to: its event does not say. One query for each shard of the list
    /// finds them, however many runs there are.
    func wake(node: String) async throws -> SweepCounts {
        let runs = try await open(RunRecord.runningKind).filter {
            $0.record.nodeNames.isEmpty || $0.record.nodeNames.contains(node)
        }
        let failures = await concurrentAttempt(runs, limit: 8) { run in
            var entry = run
            scope.counter.add(\.open)
            try await driver.drive(&entry)
        }
        for failure in failures {
            scope.reportFailure(
                "\(failure.element.runKey), which \(node) may belong to, could not be checked",
                failure.error
            )
        }
        return scope.counter.counts
    }

    /// Looks after everything that is open.
    func sweep() async throws -> SweepCounts {
        let (running, waiting) = (try await open(RunRecord.runningKind), try await open(RunRecord.waitingKind))
        let pending = try await open(RunRecord.pendingKind)
        let queued = pending.filter { $0.record.state == .queued }
        let others = running + pending.filter { $0.record.state != .queued }
        scope.context.metrics.add("OpenRuns", Double(others.count + waiting.count), .none)
        // Should the time not be enough for all, it is not always the same ones that go short.
        _ = await concurrentAttempt(others.shuffled(), limit: Self.recordsAtOnce) { await look(at: $0) }
        // Once it is known how those in flight are, one after another.
        let workflows = Dictionary(grouping: waiting, by: \.runKey.workflow).values.shuffled()
        _ = await concurrentAttempt(workflows, limit: 4) { await retry($0) }
        let queues = Dictionary(grouping: queued, by: \.runKey.workflow).map { ($0.key, $0.value) }.shuffled()
        _ = await concurrentAttempt(queues, limit: 4) { workflow, records in await sweepQueue(workflow, records) }
        return scope.counter.counts
    }

    private func open(_ kind: String) async throws -> [RunEntry] {
        try await scope.store.open(kind) { scope.reportFailure("a record cannot be read", $0) }
    }

    private func look(at open: RunEntry) async {
        scope.counter.add(\.open)
        var entry = open
        do {
            try await driver.drive(&entry)
        } catch {
            scope.reportFailure("\(open.runKey) could not be looked after", error)
        }
        // Also after an error, so that a Glue outage does not time out the callers.
        await keepAlive(entry)
    }

    private func keepAlive(_ entry: RunEntry) async {
        do {
            try await keeper.heartbeatCallbacks(of: entry)
        } catch {
            scope.reportFailure("the tasks that wait for \(entry.runKey) could not be kept alive", error)
        }
    }

    /// Retries starts of one workflow in the order they came. When Glue refuses one, it would refuse the others.
    private func retry(_ waiting: [RunEntry]) async {
        var isRefused = false
        for var entry in waiting.sorted(by: { $0.record.createdAt < $1.record.createdAt }) {
            scope.counter.add(\.open)
            do {
                let refusals = entry.record.refusals
                if !isRefused { try await driver.drive(&entry) }
                isRefused = isRefused || entry.record.refusals > refusals
                if isRefused, case .giveUp = entry.record.step(at: scope.now) { try await driver.drive(&entry) }
            } catch {
                scope.reportFailure("\(entry.runKey) could not be looked after", error)
            }
            await keepAlive(entry)
        }
    }

    /// Starts a queue's next run, keeps the tasks of its requests alive, and enqueues requests whose invocation was cut off
    /// before it could.
    private func sweepQueue(_ workflow: String, _ records: [RunEntry]) async {
        scope.counter.add(\.open)
        do {
            let known = Set(try await scope.store.queued(workflow).map(\.request.key))
            for record in records where !known.contains(record.runKey) {
                guard let entry = try await scope.store.load(record.runKey), entry.record.state == .queued else {
                    continue
                }
                try await scope.store.enqueue(QueuedRequest(entry.record))
            }
            try await driver.startNextBatch(of: workflow)
            let left = try await scope.store.queued(workflow)
            if let oldest = left.first {
                let age = scope.now.duration(since: oldest.queuedAt) / .seconds(1)
                scope.context.metrics.add("QueuedTriggers", Double(left.count), .none)
                scope.context.metrics.add("OldestQueuedSeconds", age, .seconds)
            }
            let failures = await concurrentAttempt(left, limit: Self.recordsAtOnce) { queued in
                try await keeper.heartbeatCallbacks(ofQueued: queued.request.key)
            }
            if let failure = failures.first { throw failure.error }
        } catch {
            scope.reportFailure("the queue of \(workflow) could not be looked after", error)
        }
    }
}
