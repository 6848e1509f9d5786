import AWSRedshiftData
import RedshiftSQL
import UTCTime

/// Counts tables of a Redshift database through the Data API. Its batches have names, so that a check that comes again
/// finds the ones that were asked for before: nothing is waited for here.
struct RedshiftCounter: Sendable {
    let batches: RedshiftBatches
    let clock: TimeSource

    typealias Counts = [TableName: Result<TableCounts.Count, TableCounts.Failure>]

    /// - Parameter token: names this end.
    /// - Throws: ``CheckBlocked``, a transient one while a batch runs.
    func count(
        _ jobs: [CountJob],
        _ warehouse: Warehouse,
        token: String,
        deadline: ContinuousClock.Instant
    ) async throws -> Counts {
        guard !jobs.isEmpty else { return [:] }
        let run = Run(batches: batches, warehouse: warehouse, began: clock.now(), deadline: deadline)
        do {
            let plan = RedshiftCountPlan(jobs)
            if let rows = try await run.rows(plan, name: "counts of \(token)") { return plan.counts(plan.named(rows)) }
            // A table that is missing fails the counts of all others.
            let present = try await run.records(plan.existing(), name: "tables of \(token)")
            let rest = plan.only(present: present)
            guard !rest.items.isEmpty else { return plan.counts([:]) }
            guard let rows = try await run.rows(rest, name: "counts of \(token), those there") else {
                throw CheckBlocked("counting the target in Redshift: its tables change", isTransient: true)
            }
            return plan.counts(rest.named(rows))
        } catch {
            throw CheckBlocked("counting the target in Redshift", error)
        }
    }

    /// The batches of one count.
    private struct Run {
        let batches: RedshiftBatches
        let warehouse: Warehouse
        let began: UTCTime
        let deadline: ContinuousClock.Instant

        /// - Returns: rows by the items' numbers; `nil` when a table does not exist.
        func rows(_ plan: RedshiftCountPlan, name: String) async throws -> [Int: Int64]? {
            var rows: [Int: Int64] = [:]
            let groups = plan.batches()
            for (number, statements) in groups.enumerated() {
                let statement = try await finished(
                    statements.map(\.text),
                    number == 0 ? name : "\(name) (\(number + 1))",
                    acceptsMissingTable: true
                )
                guard let statement else { return nil }
                for (part, count) in zip(statement.parts, statements) {
                    let records = try await batches.data.firstRecords(of: part.id, deadline: deadline)
                    rows.merge(count.rows(records)) { _, new in new }
                }
            }
            return rows
        }

        func records(_ sql: String, name: String) async throws -> [[RedshiftDataField]] {
            guard let statement = try await finished([sql], name, acceptsMissingTable: false),
                let part = statement.parts.first
            else { throw CheckBlocked("no list of the tables", isTransient: true) }
            return try await batches.data.firstRecords(of: part.id, deadline: deadline)
        }

        /// - Returns: `nil` for a batch that failed because a table does not exist.
        private func finished(
            _ statements: [String],
            _ name: String,
            acceptsMissingTable: Bool
        ) async throws -> RedshiftDataStatement? {
            // The Data API calls a batch of one a statement, which has no parts.
            let batch = statements.count == 1 ? statements + ["SELECT 1"] : statements
            func isMissing(_ statement: RedshiftDataStatement) -> Bool {
                // `relation "s.t" does not exist`; a column that is missing is another matter.
                acceptsMissingTable && statement.status == .failed && statement.reason.contains("does not exist")
                    && !statement.reason.lowercased().contains("column")
            }
            let first = try RedshiftBatch(
                name: name,
                statements: batch,
                identity: RedshiftBatch.identity(name, batch)
            )
            let id = try await batches.submit(first, to: warehouse, withEvent: false, deadline: deadline)
            var statement = try await batches.data.describeStatement(id, deadline: deadline)
            if isMissing(statement) { return nil }
            if statement.status == .failed || statement.status == .aborted {
                statement = try await batches.batch(
                    batch,
                    on: warehouse,
                    name: name,
                    began: began,
                    deadline: deadline
                )
            }
            switch statement.status {
            case .finished: return statement
            case .running: throw CheckBlocked("counting the target in Redshift goes on", isTransient: true)
            case .failed, .aborted:
                if isMissing(statement) { return nil }
                throw CheckBlocked("counting the target in Redshift: \(statement.reason)", isTransient: false)
            }
        }
    }
}
