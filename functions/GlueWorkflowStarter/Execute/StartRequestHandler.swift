/// Handles requests for a run: new requests, and repeated requests with a known key.
struct StartRequestHandler: Sendable {
    let scope: InvocationScope

    private var driver: RunDriver { RunDriver(scope: scope) }
    private var notifier: CallbackNotifier { CallbackNotifier(scope: scope) }

    /// Starts or enqueues a request, or answers a repeated request with the run that the request already has.
    ///
    /// - Throws: `StarterError` when the request has no run and will get none.
    func start(_ request: StartRequest) async throws -> StarterAnswer {
        let record = RunRecord(request, initialState(of: request), at: scope.now)
        var (entry, isNew) = try await scope.store.insert(record)
        guard isNew else { return try await startAgain(request, &entry) }
        if let callback = request.callback { try await scope.store.add(callback, for: request.key) }
        return try await proceed(&entry, isDuplicate: false)
    }

    private func initialState(of request: StartRequest) -> RunRecord.State {
        request.concurrency == .coalesce ? .queued : .starting(leaseEnds: scope.leaseEnd)
    }

    /// Starts or enqueues a request whose record this invocation has just written.
    private func proceed(_ entry: inout VersionedRunRecord, isDuplicate: Bool) async throws -> StarterAnswer {
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

    /// Answers a request whose key is known: a duplicate event, a retried task, a redriven execution, or the repetition
    /// of an interrupted invocation.
    ///
    /// - Throws: `StarterError`, among others for a request that asks for other work under the same key.
    private func startAgain(_ request: StartRequest, _ entry: inout VersionedRunRecord) async throws -> StarterAnswer {
        let wasAbandoned = try await wasAbandoned(entry.record)
        guard wasAbandoned || request.isSameWork(as: entry.record.request) else { throw conflict(request) }
        scope.report(.duplicate, request.key)
        if let callback = request.callback {
            try await scope.store.add(callback, for: request.key)
        } else {
            try await scope.store.change(&entry) { record in
                defer { record.hasNoCallback = true }
                return !record.hasNoCallback
            }
        }
        if try await restart(request, &entry, wasAbandoned: wasAbandoned) {
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

    /// Restarts a request whose earlier attempt started no run. After a failed run, restarts the request only if it
    /// asks for that.
    ///
    /// - Returns: `true` when this invocation has restarted the record and must now start the run.
    private func restart(_ request: StartRequest, _ entry: inout VersionedRunRecord, wasAbandoned: Bool) async throws
        -> Bool
    {
        var failed: StarterAnswer?
        if !wasAbandoned {
            guard request.onFailed != .keep, let run = try await run(of: request.key)?.record,
                let answer = run.failedAnswer
            else { return false }
            failed = answer
        }
        let isResumable = request.onFailed == .resume && failed?.error == .workflowFailed && failed?.runId != nil
        var (state, failedRun) = (initialState(of: request), failed?.runId)
        // A resumed run is not shared with other requests.
        if isResumable { state = .starting(leaseEnds: scope.leaseEnd) }
        let (known, now) = (entry.record.state, scope.now)
        if wasAbandoned { failedRun = nil }
        let isMine = try await scope.store.change(&entry) { record in
            guard record.state == known else { return false }
            record.restart(request, state, after: failedRun, resumes: isResumable, at: now)
            return true
        }
        if isMine, failed != nil { scope.report(.restarted, request.key, run: failedRun) }
        return isMine
    }

    /// Returns `true` when the record was released, or when its coalesced run was released or has no record any more.
    private func wasAbandoned(_ record: RunRecord) async throws -> Bool {
        switch record.state {
        case .released: return true
        case .coalesced(let name):
            let run = try await scope.store.load(RunDedupeKey(workflow: record.key.workflow, name: name))
            guard let run else { return true }
            if case .released = run.record.state { return true }
            return false
        default: return false
        }
    }

    private func conflict(_ request: StartRequest) -> StarterError {
        StarterError(
            .keyConflict,
            "\(request.key) was requested before with other properties, events or work, and has its run: give each piece of work a \"dedupeKey\" of its own"
        )
    }

    /// Answers with the state of the run. If the run has already ended, also notifies the new callback: the run's other
    /// tasks may have been notified before this callback was in the table.
    private func answerAndNotify(_ key: RunDedupeKey, isDuplicate: Bool) async throws -> StarterAnswer {
        guard let run = try await run(of: key) else { throw Self.unknown(key) }
        try await notifier.notifyIfOver(run.record, for: key)
        return StarterAnswer(run.record, for: key.name, isDuplicate: isDuplicate)
    }

    /// Reads the record of a request; for a coalesced request, reads the record of the shared run.
    func run(of key: RunDedupeKey) async throws -> VersionedRunRecord? {
        guard let entry = try await scope.store.load(key) else { return nil }
        guard case .coalesced(let name) = entry.record.state else { return entry }
        return try await scope.store.load(RunDedupeKey(workflow: key.workflow, name: name)) ?? entry
    }

    func answer(to key: RunDedupeKey) async throws -> StarterAnswer {
        guard let run = try await run(of: key) else { throw Self.unknown(key) }
        return StarterAnswer(run.record, for: key.name)
    }

    static func unknown(_ key: RunDedupeKey) -> StarterError {
        StarterError(.runNotFound, "no request of workflow \(key.workflow) is known as \(key.name)")
    }
}
