import TextSearch

/// A table of aggregates, such as sums, over another table. A load recomputes only the groups of the rows that it
/// changes.
public struct AggregateTarget: Sendable, Hashable {
    public struct Column: Sendable, Hashable {
        public let definition: ColumnDefinition
        /// A SQL expression over the columns of the aggregated table.
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

    /// Returns the aggregate with every text column at least as long as the source's column. A shorter column would put
    /// different texts into one group.
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

    /// Returns `false` only when no expression of the aggregate can use the column.
    public func mayShow(_ column: SQLIdentifier) -> Bool {
        (groups + measures).contains { $0.expression.lowercased().contains(text: column.name.lowercased()) }
    }
}

extension AggregateTarget.Column {
    var cast: String {
        // A line break ends a comment that the expression may end with.
        "CAST(\(expression)\(expression.contains(text: "--") ? "\n" : "") AS \(definition.type))"
    }
}

extension TargetStatements {
    func aggregates(touched: ChangedRows) -> [AggregateStatements] {
        target.aggregates.enumerated().map { AggregateStatements($1, groups: "\"#groups\($0 + 1)\"", touched: touched) }
    }

    mutating func beginAggregates(touched: ChangedRows) -> [AggregateStatements] {
        let all = aggregates(touched: touched)
        for statement in all.flatMap(\.before) { add(statement.step, statement.text) }
        return all
    }

    mutating func finishAggregates(_ all: [AggregateStatements]) {
        for statement in all.flatMap(\.after) { add(statement.step, statement.text) }
    }
}
