import LambdaRuntime
import UTCTime

/// The queue of a workflow, for the policy `coalesce`. All requests that arrive while a run is in flight share the next
/// run.
struct RunQueue: Sendable {
    /// The maximum number of requests that one run processes. Further requests go into the next run.
    static let mostRequests = 10_000
    private static let requestsAtOnce = 32

    let scope: InvocationScope

    private var store: RunStore { scope.store }

    /// Writes the record of a workflow's next run, if the oldest request's window is over and no run holds the lock.
    ///
    /// No request is lost when it arrives while a run ends. The run's end is written before the queue is read. A
    /// request is written to the queue before the record of the run that holds the lock is read.
    func openNextBatch(of workflow: String) async throws -> VersionedRunRecord? {
        guard let oldest = try await store.queued(workflow, limit: 1).first,
            oldest.queuedAt.advanced(by: .seconds(oldest.request.window)) <= scope.now
        else { return nil }
        if let name = try await store.lockHolder(workflow) {
            let holder = RunDedupeKey(workflow: workflow, name: name)
            if let run = try await store.load(holder), run.record.isOpen { return nil }
            try await store.releaseLock(of: holder)
        }
        let key = RunDedupeKey(workflow: workflow, name: "batch:" + uniqueName())
        let request = oldest.request.asBatch(key)
        let record = RunRecord(request, .starting(leaseEnds: scope.leaseEnd), at: scope.now, isBatch: true)
        return try await store.insert(record).entry
    }

    /// Acquires the workflow lock for a batch, which is a coalesced run.
    ///
    /// - Returns: `false` when another run holds the lock and this batch has no requests yet: the batch is not needed.
    func takeTurn(_ batch: RunDedupeKey) async throws -> Bool {
        if try await store.takeLock(for: batch) == batch.name { return true }
        return try await !store.requests(coalescedInto: batch).isEmpty
    }

    /// Coalesces the queued requests into the run, and stores each request with the run. The call may be interrupted
    /// and repeated at any point.
    func drainQueue(into batch: RunDedupeKey) async throws -> [CoalescedRequest] {
        let oldest = try await store.queued(batch.workflow, limit: Self.mostRequests)
        let queued = oldest.prefix(
            RunProperties.room(for: oldest, beside: try await store.requests(coalescedInto: batch))
        )
        let failures = await concurrentAttempt(Array(queued), limit: Self.requestsAtOnce) { queued in
            let coalesced = CoalescedRequest(queued)
            try await store.add(coalesced, to: batch)
            if var entry = try await store.load(queued.request.key),
                try await !store.change(&entry, { $0.coalesce(into: batch.name) })
            {
                // It was coalesced into another run, or cancelled.
                try await store.remove(coalesced, from: batch)
            }
            try await store.dequeue(queued)
        }
        if let failure = failures.first { throw failure.error }
        return try await store.requests(coalescedInto: batch)
    }

    /// Requeues the coalesced requests that have no callback. Their shared run was not started, and they would
    /// otherwise be lost. A request ends with the run's error instead, if its wait limit is over.
    func requeue(_ coalesced: [CoalescedRequest], after batch: RunDedupeKey, _ error: StarterError) async throws {
        let lost = coalesced.filter(\.hasNoCallback)
        let failures = await concurrentAttempt(lost, limit: Self.requestsAtOnce) { coalesced in
            let key = RunDedupeKey(workflow: batch.workflow, name: coalesced.name)
            guard var entry = try await store.load(key) else { return }
            if entry.record.givesUpAt <= scope.now {
                guard try await store.change(&entry, { $0.giveUp(error, after: batch.name) }) else { return }
                scope.report(.startFailed, key, error: error)
            } else if try await store.change(&entry, { $0.requeue(after: batch.name) }) {
                try await store.enqueue(QueuedRequest(entry.record))
            }
        }
        if let failure = failures.first { throw failure.error }
    }

    private func uniqueName() -> String {
        [UInt64.random(in: .min ... .max), UInt64.random(in: .min ... .max)].map { String($0, radix: 36) }.joined()
    }
}

extension StartRequest {
    /// Makes the request of a coalesced run from this request, the oldest in the queue. The new request has the same
    /// wait limit, window, verdict policy and `stopOnAbort`.
    fileprivate func asBatch(_ key: RunDedupeKey) -> StartRequest {
        StartRequest(
            key: key,
            concurrency: .coalesce,
            waitLimit: waitLimit,
            window: window,
            verdict: verdict,
            stopOnAbort: stopOnAbort
        )
    }
}
