import LambdaRuntime
import UTCTime

/// The queue of a workflow: one more run for all requests that came while one was in flight.
struct RunQueue: Sendable {
    /// Requests that one run takes at most; the others are the next run's.
    static let mostRequests = 10_000
    private static let requestsAtOnce = 32

    let scope: InvocationScope

    private var store: RunStore { scope.store }

    /// Opens the record of a workflow's next run, if the window of the oldest request is over and no run holds the lock.
    ///
    /// No request is lost between a run that ends and a request that arrives: a run's end is written before the queue is
    /// read, and a request is in the queue before the run that holds the lock is read.
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

    /// Takes the workflow lock for a batch.
    ///
    /// - Returns: `false` when another run holds the lock and no request is coalesced into this batch yet: the batch is not needed.
    func takeTurn(_ batch: RunDedupeKey) async throws -> Bool {
        if try await store.takeLock(for: batch) == batch.name { return true }
        return try await !store.requests(coalescedInto: batch).isEmpty
    }

    /// Coalesces the queued requests into the run, and records which ones these are. May be interrupted and repeated at any
    /// point.
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

    /// Requeues requests without a callback: they would be lost with the run that they were coalesced into. A request whose wait
    /// limit is over ends with the run's error.
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
    /// Makes the one request of a coalesced run, with the terms of the oldest request in it.
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
