/// Carries out ``RunRecord/Step``. Nothing else does: whoever changes a record hands it to the driver, which goes on as long
/// as there is something to be done now, for this record and then for others of its workflow.
struct RunDriver: Sendable {
    let scope: InvocationScope

    /// Work that the end of a run makes room for.
    private enum FollowUp {
        case startNextBatch(workflow: String)
        case retryWaiting(workflow: String)
    }

    private var launcher: RunLauncher { RunLauncher(scope: scope) }
    private var finisher: RunFinisher { RunFinisher(scope: scope) }
    private var queue: RunQueue { RunQueue(scope: scope) }

    /// Takes a record as far as it goes now.
    ///
    /// - Returns: why no run came of it, if that is certain now.
    @discardableResult
    func drive(_ entry: inout RunEntry) async throws -> StarterError? {
        var followUps: [FollowUp] = []
        let failure = try await carryOut(entry.record.step(at: scope.now), &entry, &followUps)
        await carryOut(followUps)
        return failure
    }

    /// Starts the run of a record whose lease this invocation holds, and for which no run can exist.
    ///
    /// - Returns: why no run came of it, if that is certain now.
    func launch(_ entry: inout RunEntry) async throws -> StarterError? {
        var followUps: [FollowUp] = []
        let failure = try await launch(&entry, &followUps)
        await carryOut(followUps)
        return failure
    }

    /// Starts the next run of a workflow's queue, if its turn has come and nobody else does.
    ///
    /// - Returns: why no run came of it, if that is certain now.
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
        _ entry: inout RunEntry,
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

    private func launch(_ entry: inout RunEntry, _ followUps: inout [FollowUp]) async throws -> StarterError? {
        let failure = try await launcher.launch(&entry)
        try await complete(&entry, &followUps)
        return failure
    }

    /// Notifies everybody of the end, if that is what the record has come to.
    private func complete(_ entry: inout RunEntry, _ followUps: inout [FollowUp]) async throws {
        guard entry.record.isOver, !entry.record.isCompleted else { return }
        let isFinished = try await finisher.complete(&entry)
        guard isFinished else { return }
        let workflow = entry.record.key.workflow
        followUps += [.startNextBatch(workflow: workflow), .retryWaiting(workflow: workflow)]
    }

    // MARK: - Others of its workflow

    /// Carries out what follows, one after another. The end is told by now: what cannot be started is the sweeper's to start.
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
            // Nothing was left for it: somebody else's run has it, and the queue may have new ones.
            if try await scope.store.load(batch.runKey) != nil { return nil }
        }
        return nil
    }

    /// Retries the starts that Glue refused, the oldest first, before their time: a run less is in flight.
    private func retryWaiting(of workflow: String, _ followUps: inout [FollowUp]) async throws {
        let waiting = try await scope.store.open(RunRecord.waitingKind) { _ in }
            .filter { $0.record.key.workflow == workflow }
            .sorted { $0.record.createdAt < $1.record.createdAt }
        for var entry in waiting {
            let step = entry.record.step(at: scope.now)
            _ = try await carryOut(step == .rest ? .start : step, &entry, &followUps, early: true)
            // Refused again: so would the others be.
            if case .waiting = entry.record.state { return }
        }
    }
}
