import RedshiftSQL
import UTCTime

/// The query inside `UNLOAD('…')`, before it is quoted as an SQL text.
struct SelectQuery: Sendable {
    let export: PlannedExport
    /// The window that fills the placeholders and limits the window's column; `nil` when the run has no window for the
    /// export.
    let window: ExportRowRange?
    let zone: TimeZoneRules

    private static let boundTable = "\"#unload_bound\""

    /// The statement that reads the value that ``bound`` has stored.
    static let readBound = "SELECT \"upper\" FROM \(boundTable)"

    var text: String {
        switch export.source {
        case .table(let table, let columns, let condition):
            let list = columns.map { $0.map(\.description).joined(separator: ", ") } ?? "*"
            var conditions: [String] = []
            // The line break ends a comment that the condition may end with.
            if let condition { conditions.append("(\(filled(condition))\n)") }
            if let limits { conditions.append(limits) }
            let clause = conditions.isEmpty ? "" : "\nWHERE \(conditions.joined(separator: "\n  AND "))"
            return "SELECT \(list)\nFROM \(table)\(clause)"
        case .query(let text):
            let query = filled(text)
            guard limits != nil || PlannedExport.scan(text).hasOuterLimit else { return query }
            return "SELECT * FROM (\n\(query)\n) AS \"unloaded\"" + (limits.map { "\nWHERE \($0)" } ?? "")
        }
    }

    /// The statement that stores the greatest value of the window's column in a temporary table; `nil` when the end of
    /// the window is known.
    var bound: String? {
        guard case .above? = window, let column = export.windowColumn else { return nil }
        let source =
            switch export.source {
            case .table(let table, _, _): "\(table)"
            case .query(let text): "(\n\(filled(text))\n) AS \"unloaded\""
            }
        return "CREATE TEMP TABLE \(Self.boundTable) AS SELECT max(\(column)) AS \"upper\" FROM \(source)"
    }

    /// Fills the placeholders of a query, a condition or a statement with the window's bounds as typed literals.
    func filled(_ text: String) -> String {
        PlannedExport.scan(text).filled { placeholder in
            guard case .time(let window)? = window else { return placeholder.description }
            let time = placeholder.name == PlannedExport.windowFrom ? window.from : window.to
            guard let pattern = placeholder.pattern.flatMap({ try? DatePattern($0) }) else {
                return export.windowType.literal(time, in: zone)
            }
            return (try? SQLLiteral(pattern.text(of: time, in: zone)))?.description ?? "''"
        }
    }

    private var limits: String? {
        guard let window, let column = export.windowColumn else { return nil }
        switch window {
        case .time(let window):
            let type = export.windowType
            return
                "\(column) >= \(type.literal(window.from, in: zone)) AND \(column) < \(type.literal(window.to, in: zone))"
        case .above(let value):
            return
                "\(column) > \(WindowColumnType.literal(value)) AND \(column) <= (SELECT \"upper\" FROM \(Self.boundTable))"
        }
    }
}
