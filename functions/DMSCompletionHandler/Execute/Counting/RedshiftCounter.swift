import AWSRedshiftData
import RedshiftSQL
import UTCTime

/// Counts tables of a Redshift database through the Data API. It does not wait for a batch. Each batch has a name, by
/// which a repeated check finds the batches that an earlier check submitted.
struct RedshiftCounter: Sendable {
    let batches: RedshiftBatchClient
    let clock: TimeSource

    typealias Counts = [TableName: Result<TableCounts.Count, TableCounts.Failure>]

    /// Counts the rows of each job's table.
    ///
    /// - Parameter token: the name of the run's end, which becomes part of the batches' names.
    /// - Throws: ``CheckBlocked``, a transient one while a batch runs.
    func count(
        _ jobs: [CountJob],
        _ warehouse: Warehouse,
        token: String,
        deadline: ContinuousClock.Instant
    ) async throws -> Counts {
        guard !jobs.isEmpty else { return [:] }
        let run = RedshiftCountRun(batches: batches, warehouse: warehouse, began: clock.now(), deadline: deadline)
        do {
            let plan = RedshiftCountPlan(jobs)
            if case .rows(let rows) = try await run.rows(plan, name: "counts of \(token)") { return plan.counts(rows) }
            // A missing table, or a filter that does not fit its table, fails the counts of all tables.
            let present = try await run.records(plan.existing(), name: "tables of \(token)")
            let rest = plan.only(present: present)
            guard !rest.items.isEmpty else { return plan.counts([:]) }
            if case .rows(let rows) = try await run.rows(rest, name: "counts of \(token), those there") {
                return plan.counts(rows)
            }
            return try await apart(plan, rest, run, token)
        } catch {
            throw CheckBlocked("counting the target in Redshift", error)
        }
    }

    /// Counts the tables without filters together, and each table with a filter separately. If a filter does not fit
    /// its table, counts the whole table.
    private func apart(
        _ plan: RedshiftCountPlan,
        _ rest: RedshiftCountPlan,
        _ run: RedshiftCountRun,
        _ token: String
    ) async throws -> Counts {
        var rows: [Int: Int64] = [:]
        if !rest.whole.items.isEmpty {
            switch try await run.rows(rest.whole, name: "counts of \(token), without filters") {
            case .rows(let found): rows = found
            case .refused(let reason): throw CheckBlocked(reason, isTransient: false)
            }
        }
        var refused: [Int: String] = [:]
        var running: CheckBlocked?
        for share in rest.shares {
            let number = share.items[0].number
            do {
                switch try await self.share(share, run, "share \(number) of \(token)") {
                case .rows(let found): rows.merge(found) { _, new in new }
                case .refused(let reason): refused[number] = reason
                }
            } catch let blocked as CheckBlocked where blocked.isTransient {
                // Continue, so that the batches of the other tables are submitted meanwhile.
                running = blocked
            }
        }
        if let running { throw running }
        return plan.counts(rows, refused: refused)
    }

    private func share(
        _ plan: RedshiftCountPlan,
        _ run: RedshiftCountRun,
        _ name: String
    ) async throws -> RedshiftCountRun.Answer {
        let answer = try await run.rows(plan, name: name)
        guard case .refused = answer, let whole = plan.withoutFilters else { return answer }
        return try await run.rows(whole, name: "\(name), whole")
    }
}
