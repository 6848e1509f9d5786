import AWSClient
import AWSGlue
import AWSStepFunctions
import LambdaRuntime
import UTCTime

/// What is done when nobody asks for it: after Glue's events, and once a minute for all that they miss.
extension StarterInvocation {
    /// How long an entry without a record may be one that is just being written.
    static let orphanAge = Duration.seconds(1800)

    /// Checks the runs that a job or crawler may belong to: its event does not say.
    func wake(node: String) async throws -> Tally.Counts {
        let entries = try await ledger.openEntries()
        let errors = await each(entries.compactMap(\.key), atOnce: 8) { key in
            guard var entry = try await ledger.load(key), case .running = entry.record.state else { return }
            let names = entry.record.nodeNames
            guard names.isEmpty || names.contains(node) else { return }
            tally.add(\.open)
            try await advance(&entry)
        }
        for error in errors { reportFailure("a run that \(node) may belong to could not be checked", error) }
        return tally.counts
    }

    func sweep() async throws -> Tally.Counts {
        let entries = try await ledger.openEntries()
        // Should the time not be enough for all, it is not always the same ones that go short.
        let workflows = Dictionary(grouping: entries, by: \.workflow).map { ($0.key, $0.value) }.shuffled()
        context.metrics.add("OpenRuns", Double(entries.count { $0.key != nil }), .none)
        _ = await each(workflows, atOnce: 4) { workflow, entries in await sweep(workflow, entries) }
        return tally.counts
    }

    private func sweep(_ workflow: String, _ entries: [OpenEntry]) async {
        let waiting = Found<RunLedger.Entry>()
        _ = await each(entries, atOnce: 4) { open in
            tally.add(\.open)
            do {
                try await look(at: open, waiting)
            } catch {
                reportFailure("\(open.key?.description ?? "the queue of \(workflow)") could not be looked after", error)
            }
        }
        await sweep(waiting: oldestFirst(waiting.all, \.record.createdAt))
    }

    private func look(at open: OpenEntry, _ waiting: Found<RunLedger.Entry>) async throws {
        guard let key = open.key else { return try await sweepQueue(open.workflow) }
        guard var entry = try await ledger.load(key) else {
            if open.since.advanced(by: Self.orphanAge) < now { try await ledger.close(key) }
            return
        }
        switch entry.record.state {
        case .queued, .covered: try await ledger.close(key)
        // One after another, once it is known how those in flight are.
        case .waiting: waiting.append(entry)
        default:
            do {
                try await advance(&entry)
            } catch {
                // Who waits is kept alive all the same: Glue's trouble is not to become theirs.
                reportFailure("\(key) could not be looked after", error)
            }
            try await tend(entry)
        }
    }

    /// In the order they came. When Glue refuses one, it would refuse the others.
    private func sweep(waiting: [RunLedger.Entry]) async {
        var isRefused = false
        for var entry in waiting {
            do {
                let refusals = entry.record.refusals
                if !isRefused { try await advance(&entry) }
                isRefused = isRefused || entry.record.refusals > refusals
                if isRefused, case .giveUp = entry.record.step(at: now) { try await advance(&entry) }
                try await tend(entry)
            } catch {
                reportFailure("\(entry.key) could not be looked after", error)
            }
        }
    }

    private func sweepQueue(_ workflow: String) async throws {
        try await pump(workflow)
        let queued = try await ledger.queued(workflow)
        guard let oldest = queued.first else { return }
        context.metrics.add("QueuedTriggers", Double(queued.count), .none)
        context.metrics.add("OldestQueuedSeconds", now.duration(since: oldest.queuedAt) / .seconds(1), .seconds)
        let errors = await each(queued, atOnce: 16) { queued in
            for waiter in try await ledger.waiters(for: queued.trigger.key) {
                guard try await beat(waiter) == .taskIsOver else { continue }
                // The event stays in the queue: that nobody waits does not mean that it need not be processed.
                try await ledger.removeWaiter(waiter, for: queued.trigger.key)
            }
        }
        for error in errors { reportFailure("a queued trigger of \(workflow) could not be kept alive", error) }
    }

    // MARK: - Who waits

    private func beat(_ waiter: Waiter) async throws -> TaskMessageResult {
        do {
            let result = try await services.tasks.sendTaskHeartbeat(token: waiter.token, deadline: deadline)
            switch result {
            case .taken:
                tally.add(\.heartbeats)
                context.metrics.add("Heartbeats", 1)
            case .taskIsOver: tally.add(\.gone)
            }
            return result
        } catch let error as AWSError where error.code == "InvalidToken" {
            return .taskIsOver
        } catch let error as AWSError {
            throw StarterError(.callbackFailed, "\(error)")
        }
    }

    /// Keeps alive who waits for a run that is not over, and stops it when all of them were aborted.
    private func tend(_ entry: RunLedger.Entry) async throws {
        guard entry.record.isOpen else { return }
        let covered = try await ledger.covered(by: entry.key)
        let triggers = (entry.record.isBatch ? [] : [entry.key]) + covered.map(\.key).filter { $0 != entry.key }
        let beats = Found<Beat>()
        let errors = await each(triggers, atOnce: 16) { trigger in
            for waiter in try await ledger.waiters(for: trigger) {
                beats.append(Beat(trigger: trigger, waiter: waiter, result: try await beat(waiter)))
            }
        }
        if let error = errors.first { throw error }
        let over = beats.all.filter { $0.result == .taskIsOver }
        guard !over.isEmpty else { return }
        let isWanted =
            over.count < beats.all.count || entry.record.isSilent || covered.contains(where: \.isSilent)
        if !isWanted, try await areAllAborted(over.map(\.waiter)) { try await stopOnAbort(entry) }
        // Only now: until the run is stopped they are the reason to.
        for beat in over { try await ledger.removeWaiter(beat.waiter, for: beat.trigger) }
    }

    private struct Beat: Sendable {
        let trigger: RunKey
        let waiter: Waiter
        let result: TaskMessageResult
    }

    /// A task may also be over because it is being tried again; its execution lives on and will ask for the run.
    private func areAllAborted(_ waiters: [Waiter]) async throws -> Bool {
        for waiter in waiters {
            guard waiter.stopOnAbort, let arn = waiter.executionARN else { return false }
            switch try await services.tasks.executionStatus(arn, deadline: deadline) {
            case .aborted, .timedOut, .failed: continue
            case .running, .succeeded, .pendingRedrive, nil: return false
            }
        }
        return true
    }

    private func stopOnAbort(_ entry: RunLedger.Entry) async throws {
        var entry = entry
        // What somebody else has started is not ours to stop.
        guard !entry.record.isJoined else { return }
        report(.stoppedOnAbort, entry.key, run: entry.record.runID)
        try await stop(&entry)
    }
}
