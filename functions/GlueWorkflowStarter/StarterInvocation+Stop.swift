import AWSClient
import AWSGlue

/// Stopping runs, and taking triggers back that have none yet.
extension StarterInvocation {
    func stop(_ reference: StarterRequest.Reference) async throws -> RunAnswer {
        switch reference {
        case .run(let workflow, let id):
            _ = try await stopRun(id, workflow)
            return try await check(reference, nil)
        case .key(let key):
            guard var entry = try await run(of: key) else {
                throw StarterError(.runNotFound, "no trigger of workflow \(key.workflow) is known as \(key.name)")
            }
            try await stop(&entry)
            return try await answer(to: key)
        }
    }

    func stop(_ entry: inout RunLedger.Entry) async throws {
        switch entry.record.state {
        case .queued, .waiting:
            let error = StarterError(.workflowStopped, "\(entry.key) was taken back before a run was started for it")
            if try await ledger.change(&entry, at: now, { $0.finish($0.answer().failing(error)) }) {
                report(.failed, entry.key, error: error)
                return try await settle(entry.record)
            }
            // It has got a run meanwhile.
            guard entry.record.isOpen else { return }
            try await requestStop(&entry)
        case .starting, .running: try await requestStop(&entry)
        case .covered, .finished, .released: break
        }
    }

    /// For a record whose lease this invocation holds, and for which no run exists: it was to be stopped before it began.
    func takeBack(_ entry: inout RunLedger.Entry) async throws -> StarterError? {
        let (error, time) = (
            StarterError(.workflowStopped, "\(entry.key) was stopped before a run was started for it"), now
        )
        let isMine = try await ledger.change(&entry, at: time) {
            $0.refused(error, at: time) && $0.finish($0.answer().failing(error))
        }
        guard isMine else { return nil }
        report(.failed, entry.key, error: error)
        try await settle(entry.record)
        return error
    }

    /// The request is written down first: a run whose id is not known yet is stopped when it is.
    private func requestStop(_ entry: inout RunLedger.Entry) async throws {
        try await ledger.change(&entry, at: now) {
            $0.stopRequested = true
            return $0.isOpen
        }
        guard case .running(let id) = entry.record.state else { return }
        _ = try await stopRun(id, entry.key.workflow)
        try await check(&entry, id)
    }

    func stopRun(_ id: String, _ workflow: String) async throws -> GlueWorkflowStop {
        do {
            let result = try await glue.stopWorkflowRun(workflow, run: id, deadline: deadline)
            if result == .stopping { tally.add(\.stopped) }
            return result
        } catch let error as AWSError {
            throw StarterError(error, workflow: workflow, run: id)
        }
    }
}
