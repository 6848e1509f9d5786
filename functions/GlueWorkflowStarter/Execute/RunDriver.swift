/// Carries out the steps of records (``RunRecord/Step``); no other type does. A caller that changes a record passes it
/// to the driver. The driver first carries out the due steps of this record, then those of other records of the
/// workflow.
struct RunDriver: Sendable {
    let scope: InvocationScope

    /// Work that becomes possible when a run ends.
    private enum FollowUp {
        case startNextBatch(workflow: String)
        case retryWaiting(workflow: String)
    }

    private var launcher: GlueRunStarter { GlueRunStarter(scope: scope) }
    private var finisher: RunFinisher { RunFinisher(scope: scope) }
    private var queue: RunQueue { RunQueue(scope: scope) }

    /// Carries out all due steps of a record.
    ///
    /// - Returns: the error, if the record has ended without a known run.
    @discardableResult
    func drive(_ entry: inout VersionedRunRecord) async throws -> StarterError? {
        var followUps: [FollowUp] = []
        let failure = try await carryOut(entry.record.step(at: scope.now), &entry, &followUps)
        await carryOut(followUps)
        return failure
    }

    /// Starts a run for a record. This invocation must hold the record's lease, and the record must certainly have no
    /// run.
    ///
    /// - Returns: the error, if the record has ended without a known run.
    func launch(_ entry: inout VersionedRunRecord) async throws -> StarterError? {
        var followUps: [FollowUp] = []
        let failure = try await launch(&entry, &followUps)
        await carryOut(followUps)
        return failure
    }

    /// Starts the next run of a workflow's queue, if the oldest request's window is over and no run holds the workflow
    /// lock.
    ///
    /// - Returns: the error, if the new run's record has ended without a known run.
    @discardableResult
    func startNextBatch(of workflow: String) async throws -> StarterError? {
        var followUps: [FollowUp] = []
        let failure = try await startNextBatch(of: workflow, &followUps)
        await carryOut(followUps)
        return failure
    }

    // MARK: - Steps of one record

    private func carryOut(
        _ first: RunRecord.Step,
        _ entry: inout VersionedRunRecord,
        _ followUps: inout [FollowUp],
        early: Bool = false
    ) async throws -> StarterError? {
        switch first {
        case .rest: return nil
        case .start, .search:
            guard try await launcher.claim(&entry, early: early) else { return nil }
            guard first == .search else { return try await launch(&entry, &followUps) }
            do {
                if try await launcher.adoptLostRun(&entry) { return nil }
            } catch let error as StarterError {
                let failure = try await launcher.endAfterSearch(error, &entry)
                try await complete(&entry, &followUps)
                return failure
            }
            return try await launch(&entry, &followUps)
        case .giveUp(let error):
            let failure = try await launcher.release(&entry, error)
            try await complete(&entry, &followUps)
            return failure
        case .check(let runID): try await finisher.check(&entry, runID)
        case .complete: break
        }
        try await complete(&entry, &followUps)
        return nil
    }

    private func launch(_ entry: inout VersionedRunRecord, _ followUps: inout [FollowUp]) async throws -> StarterError?
    {
        let failure = try await launcher.launch(&entry)
        try await complete(&entry, &followUps)
        return failure
    }

    /// Completes a record that is over. If a run has ended, adds the follow-ups that are now possible.
    private func complete(_ entry: inout VersionedRunRecord, _ followUps: inout [FollowUp]) async throws {
        guard entry.record.isOver, !entry.record.isCompleted else { return }
        let isFinished = try await finisher.complete(&entry)
        guard isFinished else { return }
        let workflow = entry.record.key.workflow
        followUps += [.startNextBatch(workflow: workflow), .retryWaiting(workflow: workflow)]
    }

    // MARK: - Others of its workflow

    /// Carries out follow-ups one after another. A failure is only reported: the tasks are already notified of the
    /// run's end, and the sweeper repeats a failed start.
    private func carryOut(_ first: [FollowUp]) async {
        var list = first[...]
        while let next = list.popFirst() {
            var more: [FollowUp] = []
            do {
                switch next {
                case .startNextBatch(let workflow): _ = try await startNextBatch(of: workflow, &more)
                case .retryWaiting(let workflow): try await retryWaiting(of: workflow, &more)
                }
            } catch {
                scope.reportFailure("the next run could not be started", error)
            }
            list += more
        }
    }

    private func startNextBatch(of workflow: String, _ followUps: inout [FollowUp]) async throws -> StarterError? {
        for _ in 0..<3 {
            guard var batch = try await queue.openNextBatch(of: workflow) else { return nil }
            if let failure = try await launch(&batch, &followUps) { return failure }
            // Another invocation took the queued requests; new ones may have arrived since.
            if try await scope.store.load(batch.runKey) != nil { return nil }
        }
        return nil
    }

    /// Retries the starts that Glue refused, the oldest first. A concurrency slot is free, so the starts do not wait
    /// for their retry time.
    private func retryWaiting(of workflow: String, _ followUps: inout [FollowUp]) async throws {
        let waiting = try await scope.store.open(RunRecord.waitingKind) { _ in }
            .filter { $0.record.key.workflow == workflow }
            .sorted { $0.record.createdAt < $1.record.createdAt }
        for var entry in waiting {
            let step = entry.record.step(at: scope.now)
            _ = try await carryOut(step == .rest ? .start : step, &entry, &followUps, early: true)
            // Glue refused again, and would refuse the others.
            if case .waiting = entry.record.state { return }
        }
    }
}
