import UTCTime

/// One more run for all triggers that queued while one was in flight.
extension StarterInvocation {
    /// Triggers that one run covers at most; the others are the next run's.
    static let mostTriggers = 10_000

    /// Starts the next run of a workflow's queue, if its turn has come and nobody else does.
    ///
    /// Nothing is forgotten between who ends and who comes: a run's end is written down before the queue is looked into,
    /// and a trigger is in the queue before the run that has the slot is looked at.
    ///
    /// - Returns: why no run came of it, if that is certain.
    @discardableResult
    func pump(_ workflow: String) async throws -> StarterError? {
        for _ in 0..<3 {
            guard let oldest = try await ledger.queued(workflow, limit: 1).first,
                oldest.queuedAt.advanced(by: .seconds(oldest.trigger.window)) <= now
            else { return nil }
            if let name = try await ledger.slotHolder(workflow) {
                let holder = RunKey(workflow: workflow, name: name)
                if let run = try await ledger.load(holder), run.record.isOpen { return nil }
                try await ledger.freeSlot(of: holder)
            }
            let key = RunKey(workflow: workflow, name: "batch:" + uniqueName())
            var trigger = oldest.trigger.asBatch(key)
            trigger.token = nil
            let record = RunRecord(trigger, .starting(leaseEnds: leaseEnd), at: now, isBatch: true)
            try await ledger.open(key, at: now)
            var (entry, _) = try await ledger.insert(record, at: now)
            guard try await ledger.takeSlot(for: key) == key.name else {
                try await ledger.forget(entry)
                try await ledger.close(key)
                return nil
            }
            if let failure = try await launch(&entry) { return failure }
            // Nothing was left for it: somebody else's run has it, and the queue may have new ones.
            if try await ledger.load(key) != nil { return nil }
        }
        return nil
    }

    /// Makes all that is queued the run's, and writes down which that is. May be broken off and done again at any point.
    func gather(_ batch: RunKey) async throws -> [CoveredTrigger] {
        let queued = try await ledger.queued(batch.workflow, limit: Self.mostTriggers)
        let errors = await each(queued) { queued in
            let key = queued.trigger.key
            let covered = CoveredTrigger(queued)
            try await ledger.addCovered(covered, to: batch, at: now)
            if var entry = try await ledger.load(key),
                try await !ledger.change(&entry, at: now, { $0.cover(by: batch.name) })
            {
                // Another run covers it, or it was taken back.
                try await ledger.removeCovered(key, from: batch)
            }
            try await ledger.dequeue(queued)
        }
        if let error = errors.first { throw error }
        return try await ledger.covered(by: batch)
    }

    /// Triggers nobody waits for would be lost with the run that was to cover them: they queue again, for the sweep.
    func queueAgain(_ covered: [CoveredTrigger], after batch: RunKey) async throws {
        let errors = await each(covered.filter(\.isSilent)) { covered in
            guard var entry = try await ledger.load(covered.key) else { return }
            if try await ledger.change(&entry, at: now, { $0.queueAgain(after: batch.name) }) {
                try await enqueue(entry.record)
            }
        }
        if let error = errors.first { throw error }
    }

    private func uniqueName() -> String {
        [UInt64.random(in: .min ... .max), UInt64.random(in: .min ... .max)].map { String($0, radix: 36) }.joined()
    }
}

extension Trigger {
    /// The trigger of a run for many, whose terms are those of the oldest among them.
    fileprivate func asBatch(_ key: RunKey) -> Trigger {
        Trigger(
            key: key,
            concurrency: .coalesce,
            waitLimit: waitLimit,
            window: window,
            verdict: verdict,
            stopOnAbort: stopOnAbort
        )
    }
}

extension CoveredTrigger {
    init(_ queued: QueuedTrigger) {
        self.init(
            key: queued.trigger.key,
            eventIDs: queued.trigger.eventIDs,
            properties: queued.trigger.properties,
            executionName: queued.trigger.executionName,
            isSilent: queued.isSilent,
            queuedAt: queued.queuedAt
        )
    }
}
