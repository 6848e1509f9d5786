import RedshiftSQL

/// The query inside `UNLOAD('…')`, as it is before quoting.
enum SelectText {
    /// - Parameter window: what to fill the window's placeholders and its column's condition with; `nil` for an export
    ///   that has neither.
    static func render(_ export: PlannedExport, window: TimeWindow?) -> String {
        switch export.source {
        case .table(let table, let columns, let condition):
            let list = columns.map { $0.map(\.description).joined(separator: ", ") } ?? "*"
            var conditions: [String] = []
            // The line break ends a comment that the condition may end with.
            if let condition { conditions.append("(\(filled(condition, export, window))\n)") }
            if let bounds = bounds(export, window) { conditions.append(bounds) }
            let clause = conditions.isEmpty ? "" : "\nWHERE \(conditions.joined(separator: "\n  AND "))"
            return "SELECT \(list)\nFROM \(table)\(clause)"
        case .query(let text):
            let query = filled(text, export, window)
            let bounds = bounds(export, window)
            guard bounds != nil || PlannedExport.scan(text).hasOuterLimit else { return query }
            return "SELECT * FROM (\n\(query)\n) AS \"unloaded\"" + (bounds.map { "\nWHERE \($0)" } ?? "")
        }
    }

    private static func filled(_ text: String, _ export: PlannedExport, _ window: TimeWindow?) -> String {
        PlannedExport.scan(text).filled { placeholder in
            guard let window else { return placeholder.description }
            return export.windowType.literal(placeholder.name == PlannedExport.windowFrom ? window.from : window.to)
        }
    }

    private static func bounds(_ export: PlannedExport, _ window: TimeWindow?) -> String? {
        guard let window, let column = export.windowColumn else { return nil }
        let type = export.windowType
        return "\(column) >= \(type.literal(window.from)) AND \(column) < \(type.literal(window.to))"
    }
}
