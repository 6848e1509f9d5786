import AWSClient
import AWSGlue
import LambdaRuntime
import UTCTime

/// Getting a run from Glue, once.
extension StarterInvocation {
    /// Takes a record one step further, if one is due.
    ///
    /// - Parameter early: whether to try a record that waits before its time, because a run has just ended.
    /// - Returns: why no run came of it, if that is certain now.
    @discardableResult
    func advance(_ entry: inout RunLedger.Entry, early: Bool = false) async throws -> StarterError? {
        let (time, lease) = (now, leaseEnd)
        var step = entry.record.step(at: time)
        if early, case .waiting = entry.record.state, step == .rest { step = .start }
        switch step {
        case .rest: return nil
        case .start, .search:
            let mine = try await ledger.change(&entry, at: time) { $0.claim(until: lease, at: time, early: early) }
            guard mine else { return nil }
            if step == .search, let id = try await search(entry.record) {
                try await adopt(id, &entry)
                return nil
            }
            return try await launch(&entry)
        case .giveUp(let error): return try await release(&entry, error)
        case .check(let runID): try await check(&entry, runID)
        case .settle: try await settle(entry.record)
        }
        return nil
    }

    /// Starts a run for a record whose lease this invocation holds, and for which no run can exist.
    ///
    /// - Returns: why no run came of it, if that is certain now.
    func launch(_ entry: inout RunLedger.Entry) async throws -> StarterError? {
        let trigger = entry.record.trigger
        if entry.record.stopRequested { return try await takeBack(&entry) }
        var covered: [CoveredTrigger] = []
        if entry.record.isBatch {
            covered = try await gather(entry.key)
            if covered.isEmpty {
                try await ledger.freeSlot(of: entry.key)
                try await ledger.forget(entry)
                try await ledger.close(entry.key)
                return nil
            }
        } else {
            if trigger.concurrency == .join {
                if try await joinHolder(&entry) { return nil }
                do {
                    if try await joinAnyRun(&entry) { return nil }
                } catch let error as StarterError where error.isOfGlue {
                    return try await afterFailure(error.isLasting ? .impossible(error) : .refused(error), &entry)
                }
            }
            covered = [CoveredTrigger(entry.record)]
        }
        let properties = RunProperties(entry.key, covering: covered, table: settings.table)
        if properties.eventsAreInTable, !entry.record.isBatch {
            for own in covered { try await ledger.addCovered(own, to: entry.key, at: now) }
        }
        if entry.record.eventCount != properties.eventCount {
            try await ledger.change(&entry, at: now) {
                $0.eventCount = properties.eventCount
                return true
            }
        }
        return try await send(&entry, properties)
    }

    private func send(_ entry: inout RunLedger.Entry, _ properties: RunProperties) async throws -> StarterError? {
        let trigger = entry.record.trigger
        do {
            let id: String
            switch trigger.work {
            case .start:
                id = try await glue.startWorkflowRun(
                    trigger.key.workflow,
                    properties: properties.values,
                    deadline: deadline
                )
            case .resume(let previous):
                let nodes = try await nodesToResume(previous, trigger.key.workflow)
                id = try await glue.resumeWorkflowRun(
                    trigger.key.workflow,
                    run: previous,
                    nodes: nodes,
                    deadline: deadline
                )
            }
            report(.started, entry.key, run: id)
            tally.add(\.started)
            context.metrics.add("EventsCovered", Double(properties.eventCount))
            try await writeDown(id, &entry)
            return nil
        } catch let error as StarterError {
            // Before the call that starts anything.
            guard error.name == .nothingToResume || error.name == .illegalState || error.name == .runNotFound else {
                throw error
            }
            return try await release(&entry, error)
        } catch let error as AWSError {
            return try await afterFailure(
                StartFailure(error, workflow: trigger.key.workflow, run: previousRun(trigger)),
                &entry
            )
        }
    }

    private func previousRun(_ trigger: Trigger) -> String? {
        if case .resume(let id) = trigger.work { id } else { nil }
    }

    private func afterFailure(_ failure: StartFailure, _ entry: inout RunLedger.Entry) async throws -> StarterError? {
        let time = now
        switch failure {
        case .ambiguous(let error):
            // Whatever becomes of the look-around, the record says that a run may exist.
            let found = try? await search(entry.record)
            if let found {
                try await adopt(found, &entry)
                return nil
            }
            let settled = time.advanced(by: settings.settleTime)
            try await ledger.change(&entry, at: time) { $0.unsettled(until: settled) }
            report(.unsettled, entry.key, error: error)
            return nil
        case .impossible(let error): return try await release(&entry, error)
        case .refused(let error):
            report(.refused, entry.key, error: error)
            let policy = entry.record.trigger.concurrency
            if policy == .join, error.name == .concurrentRunsExceeded, try await joinAnyRun(&entry) { return nil }
            if policy == .fail { return try await release(&entry, error, isExpected: true) }
            if entry.record.givesUpAt <= time { return try await release(&entry, error) }
            try await ledger.change(&entry, at: time) { $0.refused(error, at: time) }
            return nil
        }
    }

    /// A run that a start whose answer was lost has left.
    private func search(_ record: RunRecord) async throws -> String? {
        var search = RunSearch(record, table: settings.table)
        var found: String?
        try await pages(of: record.key.workflow) { runs in
            found = search.find(in: runs)
            return found == nil && !search.isPastTheStart
        }
        return found
    }

    /// A run in flight, whoever has started it. Not older than the last few hundred: those are over.
    private func anyRun(_ workflow: String) async throws -> String? {
        var found: String?
        var pagesLeft = 4
        try await pages(of: workflow) { runs in
            found = RunSearch.inFlight(runs)
            pagesLeft -= 1
            return found == nil && pagesLeft > 0
        }
        return found
    }

    private func pages(of workflow: String, _ goesOn: ([GlueWorkflowRun]) -> Bool) async throws {
        var token: String?
        repeat {
            let page: GlueWorkflowRunPage
            do {
                page = try await glue.workflowRuns(workflow, limit: 250, from: token, deadline: deadline)
            } catch let error as AWSError {
                throw StarterError(error, workflow: workflow)
            }
            guard goesOn(page.runs) else { return }
            token = page.nextToken
        } while token != nil
    }

    private func adopt(_ id: String, _ entry: inout RunLedger.Entry) async throws {
        report(.adopted, entry.key, run: id)
        try await writeDown(id, &entry)
    }

    private func writeDown(_ id: String, _ entry: inout RunLedger.Entry, joined: Bool = false) async throws {
        let time = now
        let isWritten = try await ledger.change(&entry, at: time) { $0.started(id, at: time, joined: joined) }
        guard isWritten else {
            // Only a clock that is off by more than the lease's margin can bring this about.
            report(
                .startFailed,
                entry.key,
                run: id,
                error: StarterError(
                    .illegalState,
                    "run \(id) was started, but the record says \(entry.record.state.name)"
                )
            )
            return
        }
        if entry.record.stopRequested { _ = try await stopRun(id, entry.key.workflow) }
    }

    private func nodesToResume(_ run: String, _ workflow: String) async throws -> [String] {
        let known: GlueWorkflowRun
        do {
            known = try await glue.workflowRun(workflow, run: run, deadline: deadline)
        } catch let error as AWSError where error.code == "EntityNotFoundException" {
            throw StarterError(error, workflow: workflow, run: run)
        }
        guard known.status != "RUNNING", known.status != "STOPPING" else {
            throw StarterError(
                .illegalState,
                "run \(run) of workflow \(workflow) is \(known.status ?? "?"): wait for its end, or stop it"
            )
        }
        let nodes = (known.graph?.nodes ?? []).filter { RunNode($0, services.links)?.isBad == true }
        let ids = nodes.compactMap(\.uniqueID)
        guard !ids.isEmpty else {
            throw StarterError(.nothingToResume, "no job or crawler of run \(run) of workflow \(workflow) failed")
        }
        return ids
    }

    /// No run came of it, for certain: says so to who waits.
    ///
    /// - Parameter isExpected: whether the caller has asked for nothing else.
    func release(
        _ entry: inout RunLedger.Entry,
        _ error: StarterError,
        isExpected: Bool = false
    ) async throws -> StarterError? {
        guard try await ledger.change(&entry, at: now, { $0.release(error) }) else { return nil }
        if !isExpected { report(.startFailed, entry.key, error: error) }
        try await settle(entry.record)
        return error
    }

    // MARK: - join

    /// Makes a run that somebody else has started this record's.
    private func joinAnyRun(_ entry: inout RunLedger.Entry) async throws -> Bool {
        guard let id = try await anyRun(entry.key.workflow) else { return false }
        try await writeDown(id, &entry, joined: true)
        report(.joined, entry.key, run: id)
        return true
    }

    /// Makes the run that has the workflow this record's run.
    ///
    /// - Returns: `false` when this record has the workflow now, and must start the run itself.
    private func joinHolder(_ entry: inout RunLedger.Entry) async throws -> Bool {
        for _ in 0..<10 {
            let holder = RunKey(workflow: entry.key.workflow, name: try await ledger.takeSlot(for: entry.key))
            if holder == entry.key { return false }
            guard let run = try await ledger.load(holder), run.record.isOpen else {
                try await ledger.freeSlot(of: holder)
                continue
            }
            try await ledger.addCovered(CoveredTrigger(entry.record), to: holder, at: now)
            guard try await ledger.change(&entry, at: now, { $0.cover(by: holder.name) }) else { return true }
            report(.joined, entry.key, run: run.record.runID)
            try await ledger.close(entry.key)
            // It may have ended since, and its end been told without this one.
            if let run = try await ledger.load(holder) { try await tellIfOver(run.record, for: entry.key) }
            return true
        }
        throw StarterError(.tableUnavailable, "the slot of workflow \(entry.key.workflow) changes hands without end")
    }
}

extension CoveredTrigger {
    init(_ record: RunRecord) {
        self.init(
            key: record.key,
            eventIDs: record.trigger.eventIDs,
            properties: record.trigger.properties,
            executionName: record.trigger.executionName,
            isSilent: record.isSilent,
            queuedAt: record.createdAt
        )
    }
}
