import RedshiftSQL

/// The statements of a load, for people.
struct LoadPreview: Sendable {
    let plan: LoadPlan
    let loads: [Load]

    func text() throws(SQLProblem) -> String {
        var lines: [String] = []
        var prepared: Set<String> = []
        for load in loads {
            if prepared.insert(load.lane).inserted {
                let preparation = plan.preparation(of: load.lane)
                lines.append("-- before the first load of lane \(load.lane), in transactions of their own:")
                lines += Self.numbered(preparation.definitions.map { ("definition", $0) })
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
        }
        return lines.joined(separator: "\n")
    }

    private static func numbered(_ statements: [(title: String, text: String)]) -> [String] {
        statements.enumerated().flatMap { ["-- \($0 + 1) \($1.title)", "\($1.text);"] }
    }
}
