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

/// Carries out the request of one event, and returns the answer.
struct RequestHandler: Sendable {
    let services: LoaderServices
    let scope: InvocationScope

    private var driver: LaneDriver { LaneDriver(services: services, scope: scope) }

    // MARK: Files

    /// Queues the objects of one delivery for loading. Any number of objects needs only one write for each table.
    func take(_ objects: [PendingFile]) async throws -> Int {
        guard !objects.isEmpty else { return 0 }
        let plan = try await services.defaultPlan(deadline: scope.deadline)
        let intake = FileIntake(services: services, scope: scope, plan: plan)
        let due = plan.window.due(after: services.clock.now())
        return try await intake.take(try await intake.arrivals(objects: objects), only: nil, due: due).taken
    }

    func load(_ request: LoadRequest) async throws -> LoaderAnswer {
        let plan = try await plan(request.plan)
        if let table = request.table, plan.table(table) == nil {
            throw InvalidRequest("\"\(table)\" is no table of plan \(plan.name) that files are loaded into")
        }
        let intake = FileIntake(services: services, scope: scope, plan: plan)
        let arrivals = try await intake.arrivals(of: request)
        let now = services.clock.now()
        let tracker = RequestTracker(services: services, scope: scope)
        var record: VersionedDocument<RequestRecord>?
        if let id = request.id {
            let tables = arrivals.flatMap { arrival in
                plan.tables(of: arrival.source.name).filter { !arrival.files.isEmpty || $0.snapshots != nil }
            }.map(\.name).filter { request.table == nil || $0 == request.table }
            guard let begun = try await tracker.begin(id, plan: plan.name, tables: tables) else {
                return try await tracker.answer(id) ?? LoaderAnswer(outcome: "Unknown")
            }
            record = begun
        }
        let (taken, lanes) = try await intake.take(arrivals, only: request.table, due: now, request: request.id)
        if let record { try await tracker.taken(record) }
        // A request with an id may have found no files. Its status then says so.
        guard !arrivals.isEmpty || (request.id != nil && request.files.isEmpty) else {
            throw InvalidRequest("none of the files is in a place of a source of plan \(plan.name)")
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
