import RedshiftSQL
import UTCTime

/// Brings a run into being, once, however often it is asked for.
///
/// In this order: the mark that tells the sweeper of it, an item per export, the run. A start that is cut off has submitted
/// nothing; whoever does it again, a repeated delivery or the sweeper, finds what is there and adds what is missing.
struct RunStarter: Sendable {
    let services: UnloaderServices
    let deadline: ContinuousClock.Instant

    /// Bytes of a request that the mark has room for; a plan in an event may be larger than an item may be.
    private static let largestRequest = 300_000
    private static let concurrency = 16

    struct Started: Sendable, Equatable {
        let runID: String
        /// Whether this call made it.
        let isNew: Bool
    }

    /// - Throws: ``PlanError`` or ``PlanNotFound`` before anything is written.
    func start(_ request: RunRequest) async throws -> Started {
        let plan = try await services.plans.plan(request.plan, deadline: deadline)
        let identity = RunIdentity(request, plan: plan)
        if try await exists(identity.runID) { return Started(runID: identity.runID, isNew: false) }

        let kept = Self.isSmall(request) ? request : nil
        try await services.table.mark(.run(identity.runID, round: 1), request: kept, deadline: deadline)
        try await writeExports(plan, identity.runID)
        let run = UnloadRun(request, plan, identity, startedAt: services.clock.now())
        let written = try await services.table.write(
            run,
            at: .run(run.id),
            over: nil,
            status: run.status.rawValue,
            deadline: deadline
        )
        return Started(runID: run.id, isNew: written != nil)
    }

    func exists(_ id: String) async throws -> Bool {
        let run: Stored<UnloadRun>? = try await services.table.read(.run(id), deadline: deadline)
        return run != nil
    }

    private func writeExports(_ plan: UnloadPlan, _ runID: String) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            var running = 0
            for export in plan.exports {
                if running >= Self.concurrency {
                    try await group.next()
                    running -= 1
                }
                group.addTask {
                    // One that is there already is as good: it was written for the same run.
                    _ = try await services.table.write(
                        ExportRun(export),
                        at: .export(export.name, of: runID),
                        over: nil,
                        status: ExportRun.Phase.pending.rawValue,
                        deadline: deadline
                    )
                }
                running += 1
            }
            try await group.waitForAll()
        }
    }

    private static func isSmall(_ request: RunRequest) -> Bool {
        guard case .inline(let plan) = request.plan else { return true }
        return plan.roughSize < largestRequest
    }
}

extension UnloadRun {
    init(_ request: RunRequest, _ plan: UnloadPlan, _ identity: RunIdentity, startedAt: UTCTime) {
        let backfill: String? = if case .backfill(let id) = request.trigger { id } else { nil }
        self.init(
            id: identity.runID,
            plan: plan.name,
            trigger: identity.trigger,
            time: request.time,
            policy: plan.window,
            window: request.window ?? plan.window.window(at: request.time),
            windowEnd: plan.window.end(at: request.time),
            warehouse: plan.warehouse,
            maximumStatements: plan.maximumStatements,
            exportCount: plan.exports.count,
            backfill: backfill,
            startedAt: startedAt
        )
    }

    private init(
        id: String,
        plan: String,
        trigger: String,
        time: UTCTime,
        policy: WindowPolicy,
        window: TimeWindow?,
        windowEnd: UTCTime?,
        warehouse: Warehouse,
        maximumStatements: Int,
        exportCount: Int,
        backfill: String?,
        startedAt: UTCTime
    ) {
        self.id = id
        self.plan = plan
        self.trigger = trigger
        self.time = time
        self.policy = policy
        self.window = window
        self.windowEnd = windowEnd
        self.warehouse = warehouse
        self.maximumStatements = maximumStatements
        self.exportCount = exportCount
        self.backfill = backfill
        self.startedAt = startedAt
    }
}

extension JSONValue {
    /// Bytes, about.
    var roughSize: Int {
        switch self {
        case .null, .bool, .number: 8
        case .string(let text): text.utf8.count + 3
        case .array(let values): values.reduce(2) { $0 + $1.roughSize }
        case .object(let members): members.reduce(2) { $0 + $1.key.utf8.count + 4 + $1.value.roughSize }
        }
    }
}
