/// Assigns to a record a run that is already in flight, for the policy `join`.
struct InFlightRunJoiner: Sendable {
    let scope: InvocationScope

    private var notifier: CallbackNotifier { CallbackNotifier(scope: scope) }

    /// Assigns to the record a run in flight: the run that holds the workflow lock, else any run in flight in Glue.
    ///
    /// - Returns: `false` when this record holds the workflow lock and no run is in flight: the record must start a
    ///   run.
    func join(_ entry: inout VersionedRunRecord) async throws -> Bool {
        if try await joinHolder(&entry) { return true }
        return try await joinAnyRun(&entry)
    }

    /// Assigns to this record a run in flight that another caller of Glue has started.
    func joinAnyRun(_ entry: inout VersionedRunRecord) async throws -> Bool {
        let runs = WorkflowRunFinder(scope: scope)
        guard let id = try await runs.runInFlight(entry.runKey.workflow) else { return false }
        try await GlueRunStarter(scope: scope).recordRunID(id, &entry, joined: true)
        scope.report(.joined, entry.runKey, run: id)
        return true
    }

    /// Assigns to this record the run that holds the workflow lock.
    private func joinHolder(_ entry: inout VersionedRunRecord) async throws -> Bool {
        for _ in 0..<10 {
            let holder = RunDedupeKey(
                workflow: entry.runKey.workflow,
                name: try await scope.store.takeLock(for: entry.runKey)
            )
            if holder == entry.runKey { return false }
            guard let run = try await scope.store.load(holder), run.record.isOpen else {
                try await scope.store.releaseLock(of: holder)
                continue
            }
            try await scope.store.add(CoalescedRequest(entry.record), to: holder)
            guard try await scope.store.change(&entry, { $0.coalesce(into: holder.name) }) else { return true }
            scope.report(.joined, entry.runKey, run: run.record.runID)
            // The run may have ended since, and its end been notified without this request.
            if let run = try await scope.store.load(holder) {
                try await notifier.notifyIfOver(run.record, for: entry.runKey)
            }
            return true
        }
        throw StarterError(.tableUnavailable, "the lock of workflow \(entry.runKey.workflow) changes hands without end")
    }
}
