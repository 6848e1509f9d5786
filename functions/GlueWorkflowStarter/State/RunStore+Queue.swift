import StateStore

/// The queue of a workflow for the policy `coalesce`, and the workflow lock, which allows one run at a time.
extension RunStore {
    private func queue(_ workflow: String) -> String { "queue/\(RunDedupeKey.part(workflow))" }

    /// Enqueues a request. A repeated call with the same request and the same time adds no second item.
    func enqueue(_ queued: QueuedRequest) async throws {
        let key = StateKey(queue(queued.request.key.workflow), queued.sortKey)
        try await guarded { _ = try await state.insert(queued, at: key) }
    }

    /// Lists the queued requests of a workflow, the oldest first.
    ///
    /// - Throws: `StarterError`, also for an item that cannot be read: if the item were skipped, its request would be
    ///   lost.
    func queued(_ workflow: String, limit: Int? = nil) async throws -> [QueuedRequest] {
        let all: [VersionedDocument<QueuedRequest>] = try await guarded {
            try await state.list(queue(workflow), limit: limit)
        }
        return all.map(\.document)
    }

    func dequeue(_ queued: QueuedRequest) async throws {
        try await guarded { try await state.delete(StateKey(queue(queued.request.key.workflow), queued.sortKey)) }
    }

    // MARK: - Workflow lock

    private func lock(_ workflow: String) -> StateKey { StateKey("lock/\(RunDedupeKey.part(workflow))", "lock") }

    /// Acquires the workflow lock for a run, if the lock is free.
    ///
    /// - Returns: the name of the run that holds the lock now: this run, or another one.
    func takeLock(for run: RunDedupeKey) async throws -> String {
        try await guarded { try await state.takeLock(lock(run.workflow), for: run.name) }
    }

    func lockHolder(_ workflow: String) async throws -> String? {
        try await guarded { try await state.lockHolder(lock(workflow)) }
    }

    /// Releases the workflow lock, if the given run holds it.
    func releaseLock(of run: RunDedupeKey) async throws {
        try await guarded { try await state.releaseLock(lock(run.workflow), of: run.name) }
    }
}
