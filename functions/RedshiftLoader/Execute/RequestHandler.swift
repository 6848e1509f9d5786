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
    func take(
        _ files: [PendingFile],
        of plan: LoadPlan,
        only table: String?,
        due: UTCTime,
        request: String? = nil
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
                try await former.take(inspected, for: table, due: due, request: request)
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
        let finder = FileFinder(services: services, deadline: scope.deadline)
        for folder in request.folders { files += try await finder.list(folder) }
        if let manifest = request.manifest { files += try await finder.read(manifest) }
        let now = services.clock.now()
        let tracker = RequestTracker(services: services, scope: scope)
        var record: StateEntry<RequestRecord>?
        if let id = request.id {
            let tables = plan.sources.filter { source in files.contains { source.has($0.location) } }
                .flatMap { plan.tables(of: $0.name) }.map(\.name).filter { request.table == nil || $0 == request.table }
            guard let begun = try await tracker.begin(id, plan: plan.name, tables: tables) else {
                return try await tracker.answer(id) ?? LoaderAnswer(outcome: "Unknown")
            }
            record = begun
        }
        let (taken, lanes) = try await take(files, of: plan, only: request.table, due: now, request: request.id)
        if let record { try await tracker.taken(record) }
        // A request with an id may have come from a source without files: whoever asks for it is told so.
        guard taken > 0 || (request.id != nil && files.isEmpty) else {
            throw InvalidRequest("none of the \(files.count) files is in a place of a source of plan \(plan.name)")
        }
        for lane in lanes { try await driver.drive(lane, of: plan.name) }
        return LoaderAnswer(
            outcome: "Accepted",
            files: taken,
            lanes: try await lanes.asyncMap { try await self.lane($0, plan.name) }
        )
    }

    func freshness(of name: String?) async throws -> LoaderAnswer {
        let reporter = FreshnessReporter(services: services, scope: scope, plan: try await plan(name))
        let tables = try await reporter.report(onlyRuled: false)
        let isStale = tables.contains { $0.state == .warn || $0.state == .error }
        return LoaderAnswer(outcome: isStale ? "Stale" : "Fresh", freshness: tables)
    }

    func plan(_ name: String?) async throws -> LoadPlan {
        guard let name else { return try await services.defaultPlan(deadline: scope.deadline) }
        return try await services.plan(name, deadline: scope.deadline)
    }

    func continueLane(of batch: BatchName) async throws {
        if batch.kind == .ask { return }
        guard batch.kind == .migrate else {
            try await driver.drive(batch.lane, of: batch.plan)
            return
        }
        let plan = try await services.plan(batch.plan, deadline: scope.deadline)
        try await Migrator(services: services, scope: scope, plan: plan).advance()
    }

    func lane(_ name: String, _ plan: String) async throws -> LoaderAnswer.Lane {
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
