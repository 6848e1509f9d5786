import LambdaRuntime
import RedshiftSQL
import StateStore
import UTCTime

/// Reports the freshness of a plan's tables. It reads only the state table: a query would start the warehouse, which
/// costs a minute.
struct FreshnessReporter: Sendable {
    let services: LoaderServices
    let scope: InvocationScope
    let plan: LoadPlan

    /// Reports the freshness of tables that files are loaded into.
    ///
    /// - Parameter onlyRuled: `true` for only the tables that the plan's `freshness:` names; `false` for all.
    func report(onlyRuled: Bool) async throws -> [LoaderAnswer.Freshness] {
        let now = services.clock.now()
        var lanes: [String: LaneRecord?] = [:]
        var found: [LoaderAnswer.Freshness] = []
        for table in plan.tables {
            let rule = plan.freshness[table.name]
            if rule == nil, onlyRuled { continue }
            if lanes[table.lane] == nil {
                let entry = try await scope.state.load(.lane(table.lane, of: plan.name), as: LaneRecord.self)
                lanes[table.lane] = .some(entry?.document)
            }
            let lane = lanes[table.lane] ?? nil
            let published = lane?.published[table.name]
            let age = published.map { max(.zero, now.duration(since: $0.newest)) }
            found.append(
                LoaderAnswer.Freshness(
                    table: table.name,
                    state: rule?.state(at: age) ?? (age == nil ? .unknown : .fresh),
                    freshnessSeconds: age.map { ($0 / .seconds(1)).rounded() },
                    sourceLagSeconds: published?.lagSeconds.rounded(),
                    backlog: try await backlog(of: table, in: lane),
                    newestFileAt: published?.newest,
                    loadedAt: published?.loadedAt,
                    warnAfterSeconds: rule?.warnAfter.map { $0 / .seconds(1) },
                    errorAfterSeconds: rule?.errorAfter.map { $0 / .seconds(1) }
                )
            )
        }
        return found
    }

    /// Counts a table's files that are not loaded yet: files that wait for the load window, and files of unfinished
    /// loads.
    private func backlog(of table: PlannedTable, in lane: LaneRecord?) async throws -> Int {
        guard let lane else { return 0 }
        var count = 0
        if lane.waiting[table.name] != nil || lane.forming == table.name {
            let pages: [VersionedDocument<FilePage>] = try await scope.state.list(
                StateKey.pages(of: table.name, in: plan.name),
                limit: LoadAssembler.mostPages
            )
            count += pages.reduce(0) { $0 + $1.document.files.count }
        }
        for id in lane.queue {
            let load = try await scope.state.load(.load(id), as: LoadRecord.self)?.document
            if let load, load.table == table.name, load.phase != .over { count += load.files.count }
        }
        return count
    }

    /// Writes the metrics of the tables that the plan's `freshness:` names. Each metric costs money, so the plan
    /// chooses the tables.
    func measure() async throws {
        guard !plan.freshness.isEmpty else { return }
        let tables = try await report(onlyRuled: true)
        // One metric for all tables, so that one alarm of the template is enough for every plan.
        scope.context.metrics.add("StaleTables", Double(tables.count { $0.state == .error }))
        for each in tables {
            let dimensions = Self.dimensions(each.table, plan)
            if let seconds = each.freshnessSeconds {
                scope.context.metrics.add("Freshness", seconds, .seconds, of: dimensions)
            }
            scope.context.metrics.add("Backlog", Double(each.backlog), .count, of: dimensions)
        }
    }

    /// Writes the metric `SourceLag` after a load that published data, if the plan's `freshness:` names the table.
    func measure(_ published: TableFreshness, of table: String) {
        guard plan.freshness[table] != nil else { return }
        scope.context.metrics.add(
            "SourceLag",
            published.lagSeconds,
            .seconds,
            of: Self.dimensions(table, plan)
        )
    }

    private static func dimensions(_ table: String, _ plan: LoadPlan) -> [String: String] {
        ["Plan": plan.name, "Table": table]
    }
}
