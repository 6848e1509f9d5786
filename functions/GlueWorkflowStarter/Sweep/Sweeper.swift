import LambdaRuntime
import UTCTime

/// Continues open work without waiting for a new request. An event of Glue causes checks of the runs that the event may
/// concern. Once a minute, a sweep processes all open work, in case an event was lost.
struct Sweeper: Sendable {
    let scope: InvocationScope

    private static let recordsAtOnce = 16

    private var driver: RunDriver { RunDriver(scope: scope) }
    private var keeper: TaskHeartbeatSender { TaskHeartbeatSender(scope: scope) }

    /// Checks all runs in flight that a job or crawler may belong to. The event of a node names no workflow. One query
    /// for each shard of the list of open work finds these runs, however many there are.
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

    /// Processes all open work.
    func sweep() async throws -> SweepCounts {
        let (running, waiting) = (try await open(RunRecord.runningKind), try await open(RunRecord.waitingKind))
        let pending = try await open(RunRecord.pendingKind)
        let queued = pending.filter { $0.record.state == .queued }
        let others = running + pending.filter { $0.record.state != .queued }
        scope.context.metrics.add("OpenRuns", Double(others.count + waiting.count), .none)
        // Shuffled: when the time is too short for all, it is not always the same ones that are left out.
        _ = await concurrentAttempt(others.shuffled(), limit: Self.recordsAtOnce) { await process($0) }
        // After the runs in flight, whose ends free concurrency slots.
        let workflows = Dictionary(grouping: waiting, by: \.runKey.workflow).values.shuffled()
        _ = await concurrentAttempt(workflows, limit: 4) { await retry($0) }
        let queues = Dictionary(grouping: queued, by: \.runKey.workflow).map { ($0.key, $0.value) }.shuffled()
        _ = await concurrentAttempt(queues, limit: 4) { workflow, records in await sweepQueue(workflow, records) }
        return scope.counter.counts
    }

    private func open(_ kind: String) async throws -> [VersionedRunRecord] {
        try await scope.store.open(kind) { scope.reportFailure("a record cannot be read", $0) }
    }

    private func process(_ open: VersionedRunRecord) async {
        scope.counter.add(\.open)
        var entry = open
        do {
            try await driver.drive(&entry)
        } catch {
            scope.reportFailure("\(open.runKey) could not be processed", error)
        }
        // Keep sending heartbeats after an error, so that a Glue outage does not time out the callers.
        await sendHeartbeats(entry)
    }

    private func sendHeartbeats(_ entry: VersionedRunRecord) async {
        do {
            try await keeper.heartbeatCallbacks(of: entry)
        } catch {
            scope.reportFailure("no heartbeats could be sent to the tasks that wait for \(entry.runKey)", error)
        }
    }

    /// Retries the refused starts of one workflow, the oldest first. If Glue refuses one start, the others are not
    /// tried: Glue would refuse them too.
    private func retry(_ waiting: [VersionedRunRecord]) async {
        var isRefused = false
        for var entry in waiting.sorted(by: { $0.record.createdAt < $1.record.createdAt }) {
            scope.counter.add(\.open)
            do {
                let refusals = entry.record.refusals
                if !isRefused { try await driver.drive(&entry) }
                isRefused = isRefused || entry.record.refusals > refusals
                if isRefused, case .giveUp = entry.record.step(at: scope.now) { try await driver.drive(&entry) }
            } catch {
                scope.reportFailure("\(entry.runKey) could not be processed", error)
            }
            await sendHeartbeats(entry)
        }
    }

    /// Starts a queue's next run, and sends heartbeats to the tasks of the queued requests. Also enqueues requests
    /// whose invocation was interrupted before it could enqueue them.
    private func sweepQueue(_ workflow: String, _ records: [VersionedRunRecord]) async {
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
                scope.context.metrics.add("QueuedRequests", Double(left.count), .none)
                scope.context.metrics.add("OldestQueuedSeconds", age, .seconds)
            }
            let failures = await concurrentAttempt(left, limit: Self.recordsAtOnce) { queued in
                try await keeper.heartbeatCallbacks(ofQueued: queued.request.key)
            }
            if let failure = failures.first { throw failure.error }
        } catch {
            scope.reportFailure("the queue of \(workflow) could not be processed", error)
        }
    }
}
