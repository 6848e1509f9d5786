import LambdaRuntime
import RedshiftSQL
import StateStore
import UTCTime

/// Carries out the commands about one load: `status`, `cancel` and `retry`. Each command names the load by its id.
struct LoadCommandHandler: Sendable {
    let services: LoaderServices
    let scope: InvocationScope

    private var driver: LaneDriver { LaneDriver(services: services, scope: scope) }

    func status(_ id: String) async throws -> LoaderAnswer {
        guard let entry = try await scope.state.load(.load(id), as: LoadRecord.self) else {
            let tracker = RequestTracker(services: services, scope: scope)
            return try await tracker.answer(id) ?? LoaderAnswer(outcome: "Unknown")
        }
        try await driver.drive(entry.document.lane, of: entry.document.plan)
        return LoaderAnswer(outcome: "Load", load: LoaderAnswer.Load(try await record(id).document))
    }

    func cancel(_ id: String) async throws -> LoaderAnswer {
        var entry = try await record(id)
        _ = try await scope.state.change(&entry) { record in
            if record.phase == .over {
                // A held load is queued once more: its lane then ends it as cancelled and publishes the event.
                guard !(record.outcome?.isDone ?? true) else { return false }
                record.reopen()
            } else if record.isCancelRequested {
                return false
            }
            record.isCancelRequested = true
            return true
        }
        if entry.document.phase != .over { try await enqueue(entry.document) }
        return try await status(id)
    }

    /// Queues a load again for the files that it has not loaded, with their current content. For a partly loaded load,
    /// these are the quarantined files.
    func retry(_ id: String) async throws -> LoaderAnswer {
        var entry = try await record(id)
        if entry.document.isUnfinished {
            let (files, snapshot) = try await current(entry.document)
            try await scope.state.changeAsRead(&entry) { record in
                record.requeue(files)
                record.snapshot = snapshot
            }
        }
        let record = entry.document
        guard record.phase != .over else {
            throw InvalidRequest("load \(id) is \(record.status): there is nothing to retry")
        }
        try await enqueue(record)
        return try await status(id)
    }

    /// Appends a load to its lane's queue, unless the queue contains the load already.
    func enqueue(_ record: LoadRecord) async throws {
        let now = services.clock.now()
        let new = LaneRecord(plan: record.plan, lane: record.lane, due: now)
        _ = try await scope.state.change(.lane(record.lane, of: record.plan), from: new) { lane in
            guard !lane.queue.contains(record.id) else { return false }
            lane.queue.append(record.id)
            lane.due = now
            return true
        }
    }

    /// Reads the current files for a retry. A file with changed content gets its new rows and columns. The folder of a
    /// listed snapshot is listed again.
    ///
    /// - Throws: ``InvalidRequest`` for a snapshot that is too large for one load.
    private func current(_ record: LoadRecord) async throws -> ([PendingFile], ReplacementFileSet?) {
        let plan = try await services.plan(record.plan, deadline: scope.deadline)
        let table = plan.table(record.table)
        if let table, let snapshot = record.snapshot, snapshot.isListed {
            let finder = ReplacementFileSetFinder(services: services, scope: scope, plan: plan)
            if let found = try await finder.folder(snapshot.place, table) {
                if let refusal = LoadAssembler.refusal(found.files, of: table) { throw InvalidRequest(refusal) }
                return (found.files, found.snapshot)
            }
        }
        let files = try await FileFinder(services: services, deadline: scope.deadline).current(record.unfinishedFiles)
        guard let table, let source = plan.source(table.source) else { return (files, record.snapshot) }
        let inspector = FileInspector(services: services, deadline: scope.deadline)
        return (try await inspector.inspect(files, of: source), record.snapshot)
    }

    private func record(_ id: String) async throws -> VersionedDocument<LoadRecord> {
        guard let entry = try await scope.state.load(.load(id), as: LoadRecord.self) else {
            throw InvalidRequest("there is no load \"\(id)\"")
        }
        return entry
    }
}
