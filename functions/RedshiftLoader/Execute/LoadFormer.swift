import AWSClient
import AWSS3
import AWSSigning
import LambdaRuntime
import Logging
import RedshiftSQL
import StateStore
import UTCTime

/// Takes in files that wait for a table, and makes loads of them when their window comes.
///
/// A file that is taken in twice, or made into two loads, is harmless: the ledger in the warehouse refuses the second one.
struct LoadFormer: Sendable {
    let services: LoaderServices
    let scope: InvocationScope
    let plan: LoadPlan

    /// Pages that one forming reads; what is beyond waits for the next.
    static let mostPages = 200

    /// Adds files to those that wait for a table.
    ///
    /// - Parameters:
    ///   - due: the time at which they are to be loaded.
    ///   - request: the id of the request that brought them, where it has one.
    func take(_ files: [PendingFile], for table: PlannedTable, due: UTCTime, request: String?) async throws {
        var pages: [[PendingFile]] = [[]]
        var size = 0
        for file in files {
            let own =
                2 * (file.location.description.utf8.count + file.eTag.utf8.count) + 80
                + ((file.columns ?? []) + (file.types ?? [])).reduce(0) { $0 + 2 * $1.utf8.count + 4 }
            if size + own > FilePage.largest, !pages[pages.count - 1].isEmpty {
                pages.append([])
                size = 0
            }
            pages[pages.count - 1].append(file)
            size += own
        }
        let time = services.clock.now()
        for page in pages where !page.isEmpty {
            let id = "\(time.rfc3339)#\(Self.id(plan.name, table.name, page, request))"
            let key = StateKey.page(id, of: table.name, in: plan.name)
            _ = try await scope.state.insert(FilePage(files: page, request: request), at: key)
        }
        let new = LaneRecord(plan: plan.name, lane: table.lane, due: due)
        _ = try await scope.state.change(.lane(table.lane, of: plan.name), from: new) { lane in
            if let known = lane.waiting[table.name], known <= due { return false }
            lane.waiting[table.name] = due
            lane.due = min(max(lane.due, time), due)
            return true
        }
    }

    /// Makes loads of a table's waiting files. The lane says that it is being done before a page is read, and the pages go
    /// when the loads are in the lane's queue: whoever dies in between, the next one does it again.
    func form(_ name: String, _ lane: inout StateEntry<LaneRecord>) async throws -> Bool {
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
        let pages: [StateEntry<FilePage>] = try await scope.state.list(
            StateKey.pages(of: name, in: plan.name),
            limit: Self.mostPages
        )
        let files = try await current(pages.flatMap(\.document.files))
        let planner = LoadPlanner(plan: plan, manifestBase: services.settings.manifestBase)
        var made: [String] = []
        var ids: [String] = []
        for batch in planner.batches(files, table) {
            let id = Self.id(plan.name, name, batch)
            let record = LoadRecord(
                id: id,
                plan: plan.name,
                table: name,
                lane: table.lane,
                files: batch,
                createdAt: services.clock.now()
            )
            let (entry, isNew) = try await scope.state.insert(record, at: .load(id))
            made.append(id)
            if isNew || entry.document.phase != .over { ids.append(id) }
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

    /// Each file once. Of a key that came with several contents only the one that is there now can be loaded.
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

    private func done(_ name: String, _ ids: [String], _ lane: inout StateEntry<LaneRecord>) async throws -> Bool {
        try await scope.state.change(&lane) { lane in
            guard lane.forming == name else { return false }
            lane.forming = nil
            lane.queue += ids.filter { !lane.queue.contains($0) }
            return true
        }
    }

    /// The same files make the same load.
    static func id(_ plan: String, _ table: String, _ files: [PendingFile], _ request: String? = nil) -> String {
        let parts =
            [plan, table] + (request.map { [$0] } ?? []) + files.map { "\($0.location)\u{0}\($0.eTag)" }.sorted()
        return String(sha256(parts.joined(separator: "\u{0}")).prefix(24))
    }
}

/// SHA-256 of a text in 64 hexadecimal digits.
func sha256(_ text: String) -> String { Digest.hex(Digest.sha256(Array(text.utf8))) }
