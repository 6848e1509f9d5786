/// The statements that update one aggregate: they recompute the groups to which changed rows belong.
struct AggregateStatements {
    let aggregate: AggregateTarget
    /// The name of the temporary table with this aggregate's changed groups.
    let groups: String
    let touched: ChangedRows

    init(_ aggregate: AggregateTarget, groups: String, touched: ChangedRows) {
        self.aggregate = aggregate
        self.groups = groups
        self.touched = touched
    }

    var before: [LoadStatement] {
        guard case .keys(let table, let key) = touched else { return [] }
        return [LoadStatement(.groups, "CREATE TEMP TABLE \(groups) AS\n\(touchedGroups(table, key))")]
    }

    var after: [LoadStatement] {
        var statements: [LoadStatement] = []
        switch touched {
        case .everything:
            return [
                LoadStatement(.aggregate, "DELETE FROM \(aggregate.table)"),
                LoadStatement(.aggregate, insert(from: "\(aggregate.from)")),
            ]
        case .keys(let table, let key):
            statements.append(LoadStatement(.groups, "INSERT INTO \(groups)\n\(touchedGroups(table, key))"))
        case .rows(let table):
            statements.append(
                LoadStatement(.groups, "CREATE TEMP TABLE \(groups) AS\nSELECT DISTINCT \(groupColumns) FROM \(table)")
            )
        }
        let alias = "(SELECT DISTINCT \(names) FROM \(groups)) AS g"
        let own = matches({ "\(aggregate.table.bare).\($0.definition.name)" }, { "\(groups).\(Self.name($0))" })
        let rows = matches({ $0.cast }, { "g.\(Self.name($0))" })
        return statements + [
            LoadStatement(.aggregate, "DELETE FROM \(aggregate.table) USING \(groups)\nWHERE \(own)"),
            LoadStatement(.aggregate, insert(from: "\(aggregate.from) JOIN \(alias) ON \(rows)")),
        ]
    }

    private func insert(from rows: String) -> String {
        let columns = aggregate.groups + aggregate.measures
        let grouped = aggregate.groups.map(\.cast)
        return """
            INSERT INTO \(aggregate.table) (\(TargetStatements.list(columns.map(\.definition.name))))
            SELECT \(columns.map(\.cast).joined(separator: ", "))
            FROM \(rows)
            """ + (grouped.isEmpty ? "" : "\nGROUP BY \(grouped.joined(separator: ", "))")
    }

    private var groupColumns: String {
        aggregate.groups.indices.map { "\(aggregate.groups[$0].cast) AS \(Self.name($0))" }.joined(separator: ", ")
    }

    private func touchedGroups(_ table: String, _ key: [SQLIdentifier]) -> String {
        let keys = key.enumerated().map { "\($1) AS \"_k\($0 + 1)\"" }.joined(separator: ", ")
        let match = key.enumerated().map { "\(aggregate.from.bare).\($1) = k.\"_k\($0 + 1)\"" }
        return """
            SELECT DISTINCT \(groupColumns)
            FROM \(aggregate.from) JOIN (SELECT \(keys) FROM \(table)) AS k ON \(match.joined(separator: " AND "))
            """
    }

    /// Returns a comparison in which NULL equals NULL, in a form that allows a hash join.
    private func matches(_ left: (AggregateTarget.Column) -> String, _ right: (Int) -> String) -> String {
        let terms = aggregate.groups.indices.map { index in
            let column = aggregate.groups[index]
            let (one, other) = (left(column), right(index))
            guard column.definition.isNullable else { return "\(one) = \(other)" }
            let nothing = column.definition.type.placeholder
            return """
                COALESCE(\(one), \(nothing)) = COALESCE(\(other), \(nothing)) AND \
                (CASE WHEN \(one) IS NULL THEN 1 ELSE 0 END) = (CASE WHEN \(other) IS NULL THEN 1 ELSE 0 END)
                """
        }
        return terms.isEmpty ? "1 = 1" : terms.joined(separator: " AND ")
    }

    private var names: String { aggregate.groups.indices.map { Self.name($0) }.joined(separator: ", ") }

    private static func name(_ index: Int) -> String { "\"_g\(index + 1)\"" }
}
