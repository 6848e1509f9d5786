import TextSearch

/// A table of sums over another one, of which only the touched groups are built anew.
public struct AggregateTarget: Sendable, Hashable {
    public struct Column: Sendable, Hashable {
        public let definition: ColumnDefinition
        /// Over the columns of the table that is aggregated.
        public let expression: String

        public init(_ definition: ColumnDefinition, expression: String) {
            self.definition = definition
            self.expression = expression
        }
    }

    public let table: SQLTable
    /// The table whose rows are aggregated.
    public let from: SQLTable
    public let groups: [Column]
    public let measures: [Column]

    public init(table: SQLTable, from: SQLTable, groups: [Column], measures: [Column]) {
        self.table = table
        self.from = from
        self.groups = groups
        self.measures = measures
    }

    /// Groups by a text column of the source are as long as the column is: a shorter one would put different texts together.
    func evolved(to source: LoadSource) -> AggregateTarget {
        let groups = groups.map { group -> Column in
            guard
                let column = source.columns.first(where: {
                    "\($0.name)" == group.expression || $0.name.name == group.expression
                }),
                column.type.family == .text, let length = column.type.length,
                group.definition.type.family == .text, length > group.definition.type.length ?? length
            else { return group }
            let definition = ColumnDefinition(
                group.definition.name,
                group.definition.type.widened(to: length),
                isNullable: group.definition.isNullable
            )
            return Column(definition, expression: group.expression)
        }
        return AggregateTarget(table: table, from: from, groups: groups, measures: measures)
    }

    /// A column of the aggregated table may show in it. Errs on the side of yes.
    public func mayShow(_ column: SQLIdentifier) -> Bool {
        (groups + measures).contains { $0.expression.lowercased().contains(text: column.name.lowercased()) }
    }
}

/// The rows of the aggregated table that a load changes.
enum TouchedRows {
    case everything
    /// Rows with the keys of a table of the session, before the change and behind it.
    case keys(String, [SQLIdentifier])
    /// The rows of a table of the session, which are added.
    case rows(String)
}

/// The statements that keep one aggregate: the groups of the touched rows before and after the change are built anew.
struct AggregateStatements {
    let aggregate: AggregateTarget
    /// A table of the session of its own.
    let groups: String
    let touched: TouchedRows

    init(_ aggregate: AggregateTarget, groups: String, touched: TouchedRows) {
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

    /// Equal, NULL to NULL, in a form that a hash join can use.
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

extension AggregateTarget.Column {
    var cast: String {
        // A line break ends a comment that the expression may end with.
        "CAST(\(expression)\(expression.contains(text: "--") ? "\n" : "") AS \(definition.type))"
    }
}

extension TargetStatements {
    func aggregates(touched: TouchedRows) -> [AggregateStatements] {
        target.aggregates.enumerated().map { AggregateStatements($1, groups: "\"#groups\($0 + 1)\"", touched: touched) }
    }

    mutating func beginAggregates(touched: TouchedRows) -> [AggregateStatements] {
        let all = aggregates(touched: touched)
        for statement in all.flatMap(\.before) { add(statement.step, statement.text) }
        return all
    }

    mutating func finishAggregates(_ all: [AggregateStatements]) {
        for statement in all.flatMap(\.after) { add(statement.step, statement.text) }
    }
}
