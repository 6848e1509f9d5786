/// Takes requests in, new ones and those that are known already.
struct RunStarter: Sendable {
    let scope: InvocationScope

    private var driver: RunDriver { RunDriver(scope: scope) }
    private var notifier: CallbackNotifier { CallbackNotifier(scope: scope) }

    /// - Throws: `StarterError` when no run came of it now, or ever will.
    func start(_ request: StartRequest) async throws -> RunAnswer {
        let record = RunRecord(request, initialState(of: request), at: scope.now)
        var (entry, isNew) = try await scope.store.insert(record)
        guard isNew else { return try await startAgain(request, &entry) }
        if let callback = request.callback { try await scope.store.add(callback, for: request.key) }
        return try await proceed(&entry, isDuplicate: false)
    }

    private func initialState(of request: StartRequest) -> RunRecord.State {
        request.concurrency == .coalesce ? .queued : .starting(leaseEnds: scope.leaseEnd)
    }

    /// Goes on with a request whose record was written by this invocation just now.
    private func proceed(_ entry: inout RunEntry, isDuplicate: Bool) async throws -> RunAnswer {
        let key = entry.runKey
        let failure: StarterError?
        if case .queued = entry.record.state {
            try await scope.store.enqueue(QueuedRequest(entry.record))
            scope.report(.queued, key)
            failure = try await driver.startNextBatch(of: key.workflow)
        } else {
            failure = try await driver.launch(&entry)
        }
        let answer = try await answerAndNotify(key, isDuplicate: isDuplicate)
        if let failure, answer.status == .queued || answer.status == .failed { throw failure }
        return answer
    }

    /// Answers the same request once more: a duplicate event, a retried task, a redriven execution, or an invocation that
    /// goes on where another was cut off.
    ///
    /// - Throws: `StarterError`, among others for a request that asks for something else under the same key.
    private func startAgain(_ request: StartRequest, _ entry: inout RunEntry) async throws -> RunAnswer {
        let cameToNothing = try await cameToNothing(entry.record)
        guard cameToNothing || request.isSameWork(as: entry.record.request) else { throw conflict(request) }
        scope.report(.duplicate, request.key)
        if let callback = request.callback {
            try await scope.store.add(callback, for: request.key)
        } else {
            try await scope.store.change(&entry) { record in
                defer { record.hasNoCallback = true }
                return !record.hasNoCallback
            }
        }
        if try await restart(request, &entry, cameToNothing: cameToNothing) {
            return try await proceed(&entry, isDuplicate: true)
        }
        switch entry.record.state {
        case .queued:
            try await scope.store.enqueue(QueuedRequest(entry.record))
            try await driver.startNextBatch(of: request.key.workflow)
        case .coalesced: break
        default: try await driver.drive(&entry)
        }
        return try await answerAndNotify(request.key, isDuplicate: true)
    }

    /// Begins anew after an attempt that came to nothing or, if the request says so, failed.
    ///
    /// - Returns: whether this invocation is the one to do it.
    private func restart(_ request: StartRequest, _ entry: inout RunEntry, cameToNothing: Bool) async throws -> Bool {
        var failed: RunAnswer?
        if !cameToNothing {
            guard request.onFailed != .keep, let run = try await run(of: request.key)?.record,
                let answer = run.failedAnswer
            else { return false }
            failed = answer
        }
        let isResumable = request.onFailed == .resume && failed?.error == .workflowFailed && failed?.runId != nil
        var (state, failedRun) = (initialState(of: request), failed?.runId)
        // A resumed run is nobody else's.
        if isResumable { state = .starting(leaseEnds: scope.leaseEnd) }
        let (known, now) = (entry.record.state, scope.now)
        if cameToNothing { failedRun = nil }
        let isMine = try await scope.store.change(&entry) { record in
            guard record.state == known else { return false }
            record.restart(request, state, after: failedRun, resumes: isResumable, at: now)
            return true
        }
        if isMine, failed != nil { scope.report(.restarted, request.key, run: failedRun) }
        return isMine
    }

    /// Whether no run came of it, nor of the one that was to cover it.
    private func cameToNothing(_ record: RunRecord) async throws -> Bool {
        switch record.state {
        case .released: return true
        case .coalesced(let name):
            let run = try await scope.store.load(RunKey(workflow: record.key.workflow, name: name))
            guard let run else { return true }
            if case .released = run.record.state { return true }
            return false
        default: return false
        }
    }

    private func conflict(_ request: StartRequest) -> StarterError {
        StarterError(
            .keyConflict,
            "\(request.key) was asked for before with other properties, events or work, and has its run: give each piece of work a \"dedupeKey\" of its own"
        )
    }

    /// The run may have ended, and its end been told, between the first look at it and when the callback was written.
    private func answerAndNotify(_ key: RunKey, isDuplicate: Bool) async throws -> RunAnswer {
        guard let run = try await run(of: key) else { throw Self.unknown(key) }
        try await notifier.notifyIfOver(run.record, for: key)
        return run.record.answer(for: key.name, isDuplicate: isDuplicate)
    }

    /// Reads the record of a request, or of the run that covers it.
    func run(of key: RunKey) async throws -> RunEntry? {
        guard let entry = try await scope.store.load(key) else { return nil }
        guard case .coalesced(let name) = entry.record.state else { return entry }
        return try await scope.store.load(RunKey(workflow: key.workflow, name: name)) ?? entry
    }

    func answer(to key: RunKey) async throws -> RunAnswer {
        guard let run = try await run(of: key) else { throw Self.unknown(key) }
        return run.record.answer(for: key.name)
    }

    static func unknown(_ key: RunKey) -> StarterError {
        StarterError(.runNotFound, "no request of workflow \(key.workflow) is known as \(key.name)")
    }
}
