import AWSRedshiftData
import RedshiftSQL

/// Makes the statements that count tables in Redshift, and reads their answers. No I/O.
struct RedshiftCountPlan: Sendable {
    /// The tables to count, each with the number of its job. Names that Redshift does not accept are left out.
    let items: [(number: Int, item: CountStatement.Item)]
    private let jobs: [CountJob]
    private let impossible: [Int: String]

    /// The maximum number of tables that one statement counts. A union of more tables takes long to compile.
    private static let mostTables = 100

    init(_ jobs: [CountJob]) {
        self.jobs = jobs
        var items: [(number: Int, item: CountStatement.Item)] = []
        var impossible: [Int: String] = [:]
        for (number, job) in jobs.enumerated() {
            do throws(SQLProblem) {
                items.append((number, try Self.item(job)))
            } catch {
                impossible[number] = "\(error)"
            }
        }
        self.items = items
        self.impossible = impossible
    }

    private init(_ plan: RedshiftCountPlan, items: [(number: Int, item: CountStatement.Item)]) {
        self.jobs = plan.jobs
        self.items = items
        self.impossible = plan.impossible
    }

    /// Returns the statements in groups. Each group is one batch of the Data API.
    func batches() -> [[CountStatement]] {
        var statements: [CountStatement] = []
        for start in stride(from: 0, to: items.count, by: Self.mostTables) {
            let chunk = items[start..<min(start + Self.mostTables, items.count)].map(\.item)
            statements += CountStatement.statements(for: chunk).map {
                CountStatement($0.items, first: start + $0.first)
            }
        }
        return stride(from: 0, to: statements.count, by: RedshiftBatch.mostStatements).map {
            Array(statements[$0..<min($0 + RedshiftBatch.mostStatements, statements.count)])
        }
    }

    // MARK: - Parts of the plan

    /// Makes the query that lists the existing tables of the counted schemas.
    func existing() -> String {
        var schemas: [SQLIdentifier] = []
        for job in jobs {
            guard let schema = try? SQLIdentifier(job.table.schema), !schemas.contains(schema) else { continue }
            schemas.append(schema)
        }
        return CountStatement.existing(schemas)
    }

    /// Returns a plan that counts only the tables that exist.
    ///
    /// - Parameter present: records from ``existing()``. Redshift folds names to lower case by default.
    func only(present: [[RedshiftDataField]]) -> RedshiftCountPlan {
        var names: Set<TableName> = []
        for record in present {
            guard record.count == 2, case .text(let schema) = record[0], case .text(let table) = record[1] else {
                continue
            }
            names.insert(TableName(schema.lowercased(), table.lowercased()))
        }
        return RedshiftCountPlan(
            self,
            items: items.filter {
                let table = jobs[$0.number].table
                return names.contains(TableName(table.schema.lowercased(), table.table.lowercased()))
            }
        )
    }

    /// A plan that counts only the tables without a filter.
    var whole: RedshiftCountPlan { RedshiftCountPlan(self, items: items.filter { $0.item.condition == nil }) }

    /// Separate plans for the tables with a filter, one per table. A filter that does not fit its table fails the whole
    /// statement.
    var shares: [RedshiftCountPlan] {
        items.filter { $0.item.condition != nil }.map { RedshiftCountPlan(self, items: [$0]) }
    }

    /// The plan for the same tables without filters; `nil` when one of the tables must not be counted whole.
    var withoutFilters: RedshiftCountPlan? {
        guard items.allSatisfy({ jobs[$0.number].mayCountWhole }) else { return nil }
        return RedshiftCountPlan(self, items: items.map { ($0.number, CountStatement.Item($0.item.table)) })
    }

    // MARK: - Answers

    /// Converts row counts that are keyed by item index into row counts that are keyed by job number.
    func named(_ rows: [Int: Int64]) -> [Int: Int64] {
        var result: [Int: Int64] = [:]
        for (place, count) in rows where items.indices.contains(place) { result[items[place].number] = count }
        return result
    }

    /// Returns the count of each job's table, or the reason why the table has no count.
    ///
    /// - Parameters:
    ///   - rows: the row counts, keyed by job number.
    ///   - refused: Redshift's reasons for failed counts, keyed by job number.
    func counts(_ rows: [Int: Int64], refused: [Int: String] = [:]) -> RedshiftCounter.Counts {
        var counts: RedshiftCounter.Counts = [:]
        for (number, job) in jobs.enumerated() {
            if let reason = impossible[number] ?? refused[number] {
                counts[job.table] = .failure(.impossible(reason))
            } else {
                counts[job.table] = rows[number].map { .success(TableCounts.Count(rows: $0)) } ?? .failure(.missing)
            }
        }
        return counts
    }

    private static func item(_ job: CountJob) throws(SQLProblem) -> CountStatement.Item {
        let table = try SQLTable(job.table.schema, job.table.table)
        guard !job.filters.isEmpty else { return CountStatement.Item(table) }
        let predicate = try SQLPredicate(
            job.filters,
            quote: { (column: String) throws(SQLProblem) in try SQLIdentifier(column).description },
            bind: { (value: String) throws(SQLProblem) in try SQLLiteral(value).description }
        )
        return CountStatement.Item(table, where: predicate.text)
    }
}
