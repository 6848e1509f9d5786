import AWSClient
import AWSS3
import JSON
import LambdaEvents
import LambdaRuntime
import Logging
import PlanFile
import RedshiftSQL
import StateStore
import UTCTime

/// Does what one event asks for, and answers.
struct RequestHandler: Sendable {
    let services: LoaderServices
    let scope: InvocationScope

    private var driver: RunDriver { RunDriver(services: services, scope: scope) }

    // MARK: Files

    /// Takes in the objects of one delivery: a write for each table, whatever their number.
    func take(_ objects: [PendingFile]) async throws -> Int {
        guard !objects.isEmpty else { return 0 }
        let plan = try await services.defaultPlan(deadline: scope.deadline)
        let due = plan.window.due(after: services.clock.now())
        return try await take(objects, of: plan, only: nil, due: due).taken
    }

    /// - Returns: the files that belong to a source, and the lanes that have them.
    private func take(
        _ files: [PendingFile],
        of plan: LoadPlan,
        only table: String?,
        due: UTCTime
    ) async throws -> (taken: Int, lanes: [String]) {
        let inspector = FileInspector(services: services, deadline: scope.deadline)
        let former = LoadFormer(services: services, scope: scope, plan: plan)
        var taken = 0
        var lanes: [String] = []
        for source in plan.sources {
            let tables = plan.tables(of: source.name).filter { table == nil || $0.name == table }
            let own = files.filter { source.has($0.location) }
            guard !own.isEmpty, !tables.isEmpty else { continue }
            let inspected = try await inspector.inspect(own, of: source)
            taken += own.count
            for table in tables {
                try await former.take(inspected, for: table, due: due)
                if !lanes.contains(table.lane) { lanes.append(table.lane) }
            }
        }
        let others = files.count - taken
        if others > 0 { scope.context.metrics.add("FilesIgnored", Double(others)) }
        return (taken, lanes)
    }

    func load(_ request: LoadRequest) async throws -> LoaderAnswer {
        let plan = try await plan(request.plan)
        if let table = request.table, plan.table(table) == nil {
            throw InvalidRequest("\"\(table)\" is no table of plan \(plan.name) that files are loaded into")
        }
        var files = request.files
        for folder in request.folders { files += try await list(folder) }
        if let manifest = request.manifest { files += try await read(manifest) }
        let now = services.clock.now()
        let (taken, lanes) = try await take(files, of: plan, only: request.table, due: now)
        guard taken > 0 else {
            throw InvalidRequest("none of the \(files.count) files is in a place of a source of plan \(plan.name)")
        }
        for lane in lanes { try await driver.drive(lane, of: plan.name) }
        return LoaderAnswer(
            outcome: "Accepted",
            files: taken,
            lanes: try await lanes.asyncMap { try await self.lane($0, plan.name) }
        )
    }

    private func plan(_ name: String?) async throws -> LoadPlan {
        guard let name else { return try await services.defaultPlan(deadline: scope.deadline) }
        return try await services.plan(name, deadline: scope.deadline)
    }

    private func list(_ folder: LoadRequest.Folder) async throws -> [PendingFile] {
        var files: [PendingFile] = []
        var next: String?
        repeat {
            let page = try await services.s3.listObjects(
                bucket: folder.place.bucket,
                prefix: folder.place.key,
                continuation: next,
                deadline: scope.deadline
            )
            for object in page.objects where object.size > 0 {
                let location = S3Location(bucket: folder.place.bucket, key: object.key)
                files.append(PendingFile(location: location, eTag: object.etag, bytes: object.size))
            }
            next = page.continuation
        } while next != nil
        // The writer's count is of all files together: it tells about one only when there is no other.
        if files.count == 1 { files[0].rows = folder.rows }
        return files
    }

    /// Reads a dataset's `_SUCCESS.json`, or a manifest of UNLOAD or COPY.
    private func read(_ manifest: S3Location) async throws -> [PendingFile] {
        let object = try await services.s3.getObject(
            bucket: manifest.bucket,
            key: manifest.key,
            deadline: scope.deadline
        )
        var files: [PendingFile] = []
        do throws(JSONError) {
            let document = try JSONDocument(object.bytes)
            for entry in try document["entries"].array {
                let text = try entry["url"].string
                guard let location = S3Location(text) else {
                    throw entry["url"].error("is \"\(text)\", no s3:// place")
                }
                let rows = entry["meta"]["record_count"].ifPresent
                let bytes = entry["meta"]["content_length"].ifPresent
                files.append(
                    PendingFile(
                        location: location,
                        eTag: "",
                        bytes: try bytes?.int64 ?? 0,
                        rows: try rows?.int64
                    )
                )
            }
        } catch {
            throw InvalidRequest("\(manifest) cannot be used: \(error.problem)")
        }
        return try await identified(files)
    }

    /// A manifest has no ETags, by which the ledger tells contents apart.
    private func identified(_ files: [PendingFile]) async throws -> [PendingFile] {
        try await concurrentMap(files, limit: 16) { file in
            let head = try await services.s3.headObject(
                bucket: file.location.bucket,
                key: file.location.key,
                deadline: scope.deadline
            )
            guard let head, let eTag = head.etag, let size = head.size else {
                throw InvalidRequest("\(file.location) is in the manifest, and not there")
            }
            return PendingFile(location: file.location, eTag: eTag, bytes: size, rows: file.rows, columns: nil)
        }
    }

    // MARK: Loads

    func continueLane(of batch: BatchName) async throws { try await driver.drive(batch.lane, of: batch.plan) }

    func status(_ id: String) async throws -> LoaderAnswer {
        let entry = try await record(id)
        try await driver.drive(entry.document.lane, of: entry.document.plan)
        return LoaderAnswer(outcome: "Load", load: LoaderAnswer.Load(try await record(id).document))
    }

    func cancel(_ id: String) async throws -> LoaderAnswer {
        var entry = try await record(id)
        _ = try await scope.state.change(&entry) { record in
            if record.phase == .over {
                // What was held goes through its lane once more, which ends it and publishes that.
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

    func retry(_ id: String) async throws -> LoaderAnswer {
        var entry = try await record(id)
        _ = try await scope.state.change(&entry) { record in
            guard record.phase == .over, record.outcome != .loaded, record.outcome != .duplicate else { return false }
            record.reopen()
            record.failures = 0
            record.isCancelRequested = false
            return true
        }
        let record = entry.document
        guard record.phase != .over else {
            throw InvalidRequest("load \(id) is \(record.status): there is nothing to retry")
        }
        try await enqueue(record)
        return try await status(id)
    }

    private func enqueue(_ record: LoadRecord) async throws {
        let now = services.clock.now()
        let new = LaneRecord(plan: record.plan, lane: record.lane, due: now)
        _ = try await scope.state.change(.lane(record.lane, of: record.plan), from: new) { lane in
            guard !lane.queue.contains(record.id) else { return false }
            lane.queue.append(record.id)
            lane.due = now
            return true
        }
    }

    private func record(_ id: String) async throws -> StateEntry<LoadRecord> {
        guard let entry = try await scope.state.load(.load(id), as: LoadRecord.self) else {
            throw InvalidRequest("there is no load \"\(id)\"")
        }
        return entry
    }

    private func lane(_ name: String, _ plan: String) async throws -> LoaderAnswer.Lane {
        let lane = try await scope.state.load(.lane(name, of: plan), as: LaneRecord.self)?.document
        return LoaderAnswer.Lane(
            lane: name,
            status: lane?.status ?? "idle",
            loads: lane?.queue ?? [],
            waiting: (lane?.waiting ?? [:]).keys.sorted()
        )
    }
}

extension Array {
    fileprivate func asyncMap<Value>(_ body: (Element) async throws -> Value) async throws -> [Value] {
        var values: [Value] = []
        for element in self { values.append(try await body(element)) }
        return values
    }
}
