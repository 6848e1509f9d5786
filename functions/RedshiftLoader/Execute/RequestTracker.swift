import RedshiftSQL
import StateStore
import UTCTime

/// Records which loads contain a request's files. The sender asks for these loads by the request's id.
struct RequestTracker: Sendable {
    let services: LoaderServices
    let scope: InvocationScope

    /// Creates the record of a request.
    ///
    /// - Returns: `nil` when the request's files were accepted before: a repeated request begins nothing new.
    func begin(_ id: String, plan: String, tables: [String]) async throws -> VersionedDocument<RequestRecord>? {
        let record = RequestRecord(plan: plan, tables: tables)
        let (entry, _) = try await scope.state.insert(record, at: .request(id))
        return entry.document.isTaken ? nil : entry
    }

    func taken(_ entry: VersionedDocument<RequestRecord>) async throws {
        var entry = entry
        _ = try await scope.state.change(&entry) { record in
            guard !record.isTaken else { return false }
            record.isTaken = true
            return true
        }
    }

    /// Adds new loads to the records of the requests that brought the loads' files. This must happen before the pages
    /// with the files are deleted.
    func formed(_ ids: [String], of pages: [VersionedDocument<FilePage>]) async throws {
        for id in Set(pages.compactMap(\.document.request)).sorted() {
            guard var entry = try await scope.state.load(.request(id), as: RequestRecord.self) else { continue }
            _ = try await scope.state.change(&entry) { record in
                let new = ids.filter { !record.loads.contains($0) }
                record.loads += new
                return !new.isEmpty
            }
        }
    }

    /// Continues the lanes of a request, and answers with the request's loads.
    ///
    /// - Returns: `nil` when no request has this id.
    func answer(_ id: String) async throws -> LoaderAnswer? {
        guard var record = try await scope.state.load(.request(id), as: RequestRecord.self)?.document else {
            return nil
        }
        let driver = LaneDriver(services: services, scope: scope)
        let plan = try await services.plan(record.plan, deadline: scope.deadline)
        for lane in Set(record.tables.compactMap { plan.table($0)?.lane }).sorted() {
            try await driver.drive(lane, of: record.plan)
        }
        var waiting: [String] = record.isTaken ? [] : record.tables
        for table in record.tables where record.isTaken {
            // If an invocation died after it had made its loads, its pages still exist, but wait for nothing.
            guard let name = plan.table(table)?.lane,
                let lane = try await scope.state.load(.lane(name, of: record.plan), as: LaneRecord.self)?.document,
                lane.waiting[table] != nil || lane.forming == table
            else { continue }
            let pages: [VersionedDocument<FilePage>] = try await scope.state.list(
                StateKey.pages(of: table, in: record.plan),
                limit: LoadAssembler.mostPages
            )
            if pages.contains(where: { $0.document.request == id }) { waiting.append(table) }
        }
        // Read the record after the pages, so that it contains the loads that were made of them meanwhile.
        record = try await scope.state.load(.request(id), as: RequestRecord.self)?.document ?? record
        var loads = waiting.map { LoaderAnswer.Load(waiting: $0, plan: record.plan) }
        for load in record.loads {
            guard let entry = try await scope.state.load(.load(load), as: LoadRecord.self) else { continue }
            loads.append(LoaderAnswer.Load(entry.document))
        }
        if record.tables.isEmpty { loads = [LoaderAnswer.Load(nothingOf: record.plan)] }
        return LoaderAnswer(outcome: "Load", loads: loads)
    }
}
