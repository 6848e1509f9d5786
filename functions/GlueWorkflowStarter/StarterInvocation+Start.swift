import UTCTime

/// Taking a trigger in, and being asked for one that is known already.
extension StarterInvocation {
    /// - Throws: `StarterError` when no run came of it now, or ever will.
    func start(_ trigger: Trigger) async throws -> RunAnswer {
        let record = RunRecord(trigger, initialState(of: trigger), at: now)
        // First of all, so that nothing can be written down which the sweep would not find.
        try await openEntry(for: trigger)
        var (entry, isNew) = try await ledger.insert(record, at: now)
        guard isNew else { return try await startAgain(trigger, &entry) }
        if let waiter = trigger.waiter { try await ledger.addWaiter(waiter, for: trigger.key, at: now) }
        return try await proceed(with: &entry, isDuplicate: false)
    }

    private func initialState(of trigger: Trigger) -> RunRecord.State {
        trigger.concurrency == .coalesce ? .queued : .starting(leaseEnds: leaseEnd)
    }

    private func openEntry(for trigger: Trigger) async throws {
        if trigger.concurrency == .coalesce {
            guard !services.knownQueues.contains(trigger.key.workflow) else { return }
            try await ledger.openQueue(trigger.key.workflow, at: now)
            services.knownQueues.insert(trigger.key.workflow)
        } else {
            try await ledger.open(trigger.key, at: now)
        }
    }

    /// A trigger whose record was written by this invocation just now.
    private func proceed(with entry: inout RunLedger.Entry, isDuplicate: Bool) async throws -> RunAnswer {
        let failure: StarterError?
        if case .queued = entry.record.state {
            try await enqueue(entry.record)
            report(.queued, entry.key)
            failure = try await pump(entry.key.workflow)
        } else {
            failure = try await launch(&entry)
        }
        let answer = try await answerAndTell(entry.key, isDuplicate: isDuplicate)
        if let failure, answer.status == .queued || answer.status == .failed { throw failure }
        return answer
    }

    func enqueue(_ record: RunRecord) async throws {
        let queued = QueuedTrigger(trigger: record.trigger, queuedAt: record.createdAt, isSilent: record.isSilent)
        try await ledger.enqueue(queued, at: now)
    }

    /// The same trigger once more: a duplicate event, a retried task, or an invocation that goes on where another was cut off.
    private func startAgain(_ trigger: Trigger, _ entry: inout RunLedger.Entry) async throws -> RunAnswer {
        report(.duplicate, trigger.key)
        if let waiter = trigger.waiter {
            try await ledger.addWaiter(waiter, for: trigger.key, at: now)
        } else {
            try await ledger.change(&entry, at: now) { record in
                defer { record.isSilent = true }
                return !record.isSilent
            }
        }
        if try await cameToNothing(entry.record) {
            let (state, time, known) = (initialState(of: trigger), now, entry.record.state)
            let isMine = try await ledger.change(&entry, at: now) { record in
                guard record.state == known else { return false }
                record.askAgain(trigger, state, at: time)
                return true
            }
            if isMine { return try await proceed(with: &entry, isDuplicate: true) }
        }
        switch entry.record.state {
        case .queued:
            try await enqueue(entry.record)
            _ = try await pump(trigger.key.workflow)
        case .covered: break
        default: try await advance(&entry)
        }
        return try await answerAndTell(trigger.key, isDuplicate: true)
    }

    /// The run may have ended, and its end been told, between the first look at it and when who waits was written down.
    private func answerAndTell(_ key: RunKey, isDuplicate: Bool) async throws -> RunAnswer {
        guard let entry = try await run(of: key) else { return try await answer(to: key) }
        try await tellIfOver(entry.record, for: key)
        return entry.record.answer(for: key.name, isDuplicate: isDuplicate)
    }

    /// Whether no run came of it, nor of the one that was to cover it.
    private func cameToNothing(_ record: RunRecord) async throws -> Bool {
        switch record.state {
        case .released: return true
        case .covered(let name):
            guard let run = try await ledger.load(RunKey(workflow: record.key.workflow, name: name)) else {
                return true
            }
            if case .released = run.record.state { return true }
            return false
        default: return false
        }
    }

    /// The record of a trigger, or of the run that covers it.
    func run(of key: RunKey) async throws -> RunLedger.Entry? {
        guard let entry = try await ledger.load(key) else { return nil }
        guard case .covered(let name) = entry.record.state else { return entry }
        return try await ledger.load(RunKey(workflow: key.workflow, name: name)) ?? entry
    }

    func answer(to key: RunKey, isDuplicate: Bool = false) async throws -> RunAnswer {
        guard let entry = try await run(of: key) else {
            throw StarterError(.runNotFound, "no trigger of workflow \(key.workflow) is known as \(key.name)")
        }
        return entry.record.answer(for: key.name, isDuplicate: isDuplicate)
    }
}
