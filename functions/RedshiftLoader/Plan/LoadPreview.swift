import RedshiftSQL

/// Writes the statements of loads as text, for a dry run.
struct LoadPreview: Sendable {
    /// The plan with the new columns of the files.
    let plan: LoadPlan
    let written: LoadPlan
    let loads: [Load]

    func text() throws(SQLProblem) -> String {
        var lines: [String] = []
        var prepared: Set<String> = []
        for load in loads {
            if prepared.insert(load.lane).inserted {
                let preparation = plan.preparation(of: load.lane)
                lines.append("-- before the first load of lane \(load.lane), in transactions of their own:")
                lines += Self.numbered(preparation.definitions.map { ("definition", $0) })
                lines.append(
                    "-- then the catalog is asked, and tables that lack something are changed, each change by itself:"
                )
                lines += Self.numbered([("catalog", WarehouseColumn.query(preparation.tables.map(\.table)))])
                lines += changes(of: preparation)
                lines.append("-- then")
                lines += Self.numbered(preparation.rows.map { ("preparation", $0) })
                lines.append("")
            }
            let statements = try load.statements()
            let rows = load.expectedRows.map { "\($0) rows" } ?? "rows not known before"
            lines.append(
                "-- load \(load.id) of \(LoaderLedger.name(of: load.target.table)): \(load.files.count) files, \(rows), \(statements.count) statements in one transaction"
            )
            lines += Self.numbered(statements.map { ($0.step.rawValue, $0.text) })
            lines.append("")
            for step in statements.filter({ $0.evidence != nil }).map(\.step) {
                guard let examination = try load.examination(of: step) else { continue }
                lines.append("-- when \"\(step.rawValue)\" fails, in a batch that changes nothing:")
                lines += Self.numbered(examination.statements.map { ("examination", $0) })
                lines.append("")
            }
        }
        return lines.joined(separator: "\n")
    }

    /// Returns the statements that add the files' new columns to the tables.
    private func changes(of preparation: TargetTableDDL) -> [String] {
        let before = written.preparation(of: preparation.lane)
        let known = before.tables.flatMap { table, columns in
            columns.map { column in
                WarehouseColumn(
                    table: LoaderLedger.name(of: table),
                    name: column.name.name,
                    type: "\(column.type)",
                    length: nil,
                    precision: nil,
                    scale: nil
                )
            }
        }
        let changes = SchemaDifference(preparation, found: known, widensText: true).changes
        guard !changes.isEmpty else { return [] }
        return ["-- for the files' new columns:"]
            + Self.numbered(preparation.altering(changes).map { ("change", $0) })
    }

    private static func numbered(_ statements: [(title: String, text: String)]) -> [String] {
        statements.enumerated().flatMap { ["-- \($0 + 1) \($1.title)", "\($1.text);"] }
    }
}
