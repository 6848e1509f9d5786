import AWSClient
import AWSS3
import AWSSigning
import LambdaRuntime
import Logging
import RedshiftSQL
import StateStore
import UTCTime

/// Queues files for a table, and groups them into loads when the table's load window opens.
///
/// A file that is accepted twice, or is in two loads, is harmless: the ledger in the warehouse refuses it the second
/// time.
struct LoadAssembler: Sendable {
    let services: LoaderServices
    let scope: InvocationScope
    let plan: LoadPlan

    /// The maximum number of pages that one call reads. The next call reads the rest.
    static let mostPages = 200

    /// Adds files to the waiting files of a table.
    ///
    /// - Parameters:
    ///   - due: the time at which the files are to be loaded.
    ///   - request: the id of the request that brought the files; `nil` when the request has none.
    func take(_ files: [PendingFile], for table: PlannedTable, due: UTCTime, request: String?) async throws {
        var pages: [[PendingFile]] = [[]]
        var size = 0
        for file in files {
            let own = FilePage.size(of: file)
            if size + own > FilePage.largest, !pages[pages.count - 1].isEmpty {
                pages.append([])
                size = 0
            }
            pages[pages.count - 1].append(file)
            size += own
        }
        for page in pages where !page.isEmpty { try await insert(FilePage(files: page, request: request), table) }
        try await wait(for: table, due)
    }

    /// Adds a snapshot's files to the waiting files of a `replace` table. They form one page, because they are loaded
    /// together or not at all.
    ///
    /// - Throws: ``InvalidRequest`` for more files than one load can have.
    func take(
        _ snapshot: ReplacementFileSet,
        _ files: [PendingFile],
        for table: PlannedTable,
        due: UTCTime,
        request: String?
    ) async throws {
        if let refusal = Self.refusal(files, of: table) { throw InvalidRequest(refusal) }
        try await insert(FilePage(files: files, request: request, snapshot: snapshot), table)
        try await wait(for: table, due)
    }

    /// Returns the reason why files cannot be a snapshot: they are too many for one load. `nil` when they can.
    static func refusal(_ files: [PendingFile], of table: PlannedTable) -> String? {
        let size = files.reduce(0) { $0 + FilePage.size(of: $1) }
        guard size > FilePage.largest, !files.isEmpty else { return nil }
        let most = FilePage.largest / (size / files.count + 1)
        return
            "\(table.name) is replaced by a snapshot of \(files.count) files, and one load holds about \(most): let the writer write fewer and larger files"
    }

    private func insert(_ page: FilePage, _ table: PlannedTable) async throws {
        let id = "\(services.clock.now().rfc3339)#\(Self.id(plan.name, table.name, page.files, page.request))"
        _ = try await scope.state.insert(page, at: StateKey.page(id, of: table.name, in: plan.name))
    }

    private func wait(for table: PlannedTable, _ due: UTCTime) async throws {
        let time = services.clock.now()
        let new = LaneRecord(plan: plan.name, lane: table.lane, due: due)
        _ = try await scope.state.change(.lane(table.lane, of: plan.name), from: new) { lane in
            if let known = lane.waiting[table.name], known <= due { return false }
            lane.waiting[table.name] = due
            lane.due = min(max(lane.due, time), due)
            return true
        }
    }

    /// Groups the waiting files of a table into loads.
    ///
    /// The lane's record names the table before a page is read, and the pages are deleted after the loads are in the
    /// lane's queue. If an invocation dies in between, the next one repeats the work.
    func form(_ name: String, _ lane: inout VersionedDocument<LaneRecord>) async throws -> Bool {
        guard lane.document.forming == name else {
            return try await scope.state.change(&lane) { lane in
                guard lane.forming == nil else { return false }
                lane.forming = name
                lane.waiting[name] = nil
                return true
            }
        }
        guard let table = plan.table(name) else {
            scope.context.logger.error(
                "files wait for \(name), which plan \(plan.name) does not have any more",
                metadata: ["plan": "\(plan.name)", "table": "\(name)", "outcome": "Stuck"]
            )
            return try await done(name, [], &lane)
        }
        let pages: [VersionedDocument<FilePage>] = try await scope.state.list(
            StateKey.pages(of: name, in: plan.name),
            limit: Self.mostPages
        )
        var made: [String] = []
        var ids: [String] = []
        for record in try await records(pages.map(\.document), table) {
            let (entry, isNew) = try await scope.state.insert(record, at: .load(record.id))
            made.append(record.id)
            if isNew || entry.document.phase != .over { ids.append(record.id) }
        }
        try await RequestTracker(services: services, scope: scope).formed(made, of: pages)
        let isMoved = try await done(name, ids, &lane)
        for page in pages { try await scope.state.delete(page) }
        if pages.count == Self.mostPages {
            let now = services.clock.now()
            _ = try await scope.state.change(&lane) { lane in
                guard lane.waiting[name] == nil else { return false }
                lane.waiting[name] = now
                return true
            }
        }
        return isMoved
    }

    /// Groups a table's waiting files into loads, and makes a record for each load.
    private func records(_ pages: [FilePage], _ table: PlannedTable) async throws -> [LoadRecord] {
        func record(_ id: String, _ files: [PendingFile]) -> LoadRecord {
            LoadRecord(
                id: id,
                plan: plan.name,
                table: table.name,
                lane: table.lane,
                files: files,
                createdAt: services.clock.now()
            )
        }
        guard table.snapshots != nil else {
            let planner = FileGrouping(plan: plan, manifestBase: services.settings.manifestBase)
            return planner.batches(try await current(pages.flatMap(\.files)), table).map {
                record(Self.id(plan.name, table.name, $0), $0)
            }
        }
        let finder = ReplacementFileSetFinder(services: services, scope: scope, plan: plan)
        return try await finder.snapshots(pages, of: table).map { found in
            let refusal = Self.refusal(found.files, of: table)
            // The same files at another time are another snapshot: a table may return to its earlier content.
            let salt = "\(found.snapshot.place) \(found.snapshot.time.rfc3339)"
            var record = record(Self.id(plan.name, table.name, found.files, salt), refusal == nil ? found.files : [])
            record.snapshot = found.snapshot
            record.refusal = refusal
            return record
        }
    }

    /// Returns one file for each S3 object. If an object arrived with several contents, only the current content can be
    /// loaded, and is returned.
    private func current(_ files: [PendingFile]) async throws -> [PendingFile] {
        var places: [String: Int] = [:]
        var found: [PendingFile] = []
        for file in files {
            guard let place = places[file.location.description] else {
                places[file.location.description] = found.count
                found.append(file)
                continue
            }
            guard found[place].eTag != file.eTag else { continue }
            let head = try await services.s3.headObject(
                bucket: file.location.bucket,
                key: file.location.key,
                deadline: scope.deadline
            )
            if head?.etag == file.eTag { found[place] = file }
        }
        return found
    }

    private func done(_ name: String, _ ids: [String], _ lane: inout VersionedDocument<LaneRecord>) async throws -> Bool
    {
        try await scope.state.change(&lane) { lane in
            guard lane.forming == name else { return false }
            lane.forming = nil
            lane.queue += ids.filter { !lane.queue.contains($0) }
            return true
        }
    }

    /// Computes a load's id from its plan, table and files: the same files have the same id.
    static func id(_ plan: String, _ table: String, _ files: [PendingFile], _ request: String? = nil) -> String {
        let parts =
            [plan, table] + (request.map { [$0] } ?? []) + files.map { "\($0.location)\u{0}\($0.eTag)" }.sorted()
        return String(sha256(parts.joined(separator: "\u{0}")).prefix(24))
    }
}

/// Returns the SHA-256 of a text as 64 hexadecimal digits.
func sha256(_ text: String) -> String { Digest.hex(Digest.sha256(Array(text.utf8))) }
