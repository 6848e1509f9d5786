import AWSRedshiftData
import TextSearch
import RedshiftSQL
import UTCTime

/// Runs the statement batches of one count in Redshift.
struct RedshiftCountRun: Sendable {
    enum Answer: Sendable {
        /// The row counts, keyed by job number.
        case rows([Int: Int64])
        /// Redshift's message about a missing table, or about a filter that does not fit its table.
        case refused(String)
    }

    let batches: RedshiftBatchClient
    let warehouse: Warehouse
    let began: UTCTime
    let deadline: ContinuousClock.Instant

    private enum End {
        case finished(RedshiftDataStatement)
        case refused(String)
    }

    /// - Throws: ``CheckBlocked``, a transient one while a batch runs; `AWSError`, `SQLProblem`.
    func rows(_ plan: RedshiftCountPlan, name: String) async throws -> Answer {
        var rows: [Int: Int64] = [:]
        for (number, statements) in plan.batches().enumerated() {
            let part = number == 0 ? name : "\(name) (\(number + 1))"
            switch try await end(of: statements.map(\.text), part) {
            case .refused(let reason): return .refused(reason)
            case .finished(let statement):
                for (part, count) in zip(statement.parts, statements) {
                    let records = try await batches.data.firstRecords(of: part.id, deadline: deadline)
                    rows.merge(count.rows(records)) { _, new in new }
                }
            }
        }
        return .rows(plan.named(rows))
    }

    /// - Throws: as ``rows(_:name:)``.
    func records(_ sql: String, name: String) async throws -> [[RedshiftDataField]] {
        guard case .finished(let statement) = try await end(of: [sql], name), let part = statement.parts.first else {
            throw CheckBlocked("Redshift gives no list of the tables", isTransient: true)
        }
        return try await batches.data.firstRecords(of: part.id, deadline: deadline)
    }

    private func end(of statements: [String], _ name: String) async throws -> End {
        // The Data API treats a batch of one statement as a single statement, which has no parts.
        let batch = statements.count == 1 ? statements + ["SELECT 1"] : statements
        let first = try RedshiftBatch(name: name, statements: batch, identity: RedshiftBatch.identity(name, batch))
        let id = try await batches.submit(first, to: warehouse, withEvent: false, deadline: deadline)
        var statement = try await batches.data.describeStatement(id, deadline: deadline)
        if Self.isOfATable(statement) { return .refused(statement.reason) }
        if statement.status == .failed || statement.status == .aborted {
            statement = try await batches.batch(batch, on: warehouse, name: name, began: began, deadline: deadline)
        }
        switch statement.status {
        case .finished: return .finished(statement)
        case .running: throw CheckBlocked("counting the target in Redshift is not finished", isTransient: true)
        case .failed, .aborted:
            if Self.isOfATable(statement) { return .refused(statement.reason) }
            throw CheckBlocked("counting the target in Redshift: \(statement.reason)", isTransient: false)
        }
    }

    /// Returns `true` when a batch failed because a table is missing or a filter does not fit its table. Redshift gives
    /// a message but no code: `relation "s.t" does not exist`, `column "c" does not exist in t`, `operator does not
    /// exist: …`, `invalid input syntax for integer: "x"`.
    private static func isOfATable(_ statement: RedshiftDataStatement) -> Bool {
        guard statement.status == .failed else { return false }
        let words = statement.reason.lowercased()
        let refusals = [
            "does not exist", "invalid input syntax", "out of range", "cannot cast", "invalid digit",
            "not valid for type",
        ]
        // A database that does not exist is a mistake of the plan.
        return refusals.contains { words.contains(text: $0) } && !words.contains(text: "database \"")
    }
}
