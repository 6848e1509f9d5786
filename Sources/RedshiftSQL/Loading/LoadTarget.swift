/// A table that files are loaded into, with the tables that follow from it.
public struct LoadTarget: Sendable, Hashable {
    public let table: SQLTable
    public let source: LoadSource
    public let strategy: LoadStrategy
    public let checks: [LoadCheck]
    /// Aggregates of this table.
    public let aggregates: [AggregateTarget]
    /// References to this dimension, which follow when a version of it arrives late.
    public let references: [FactReference]

    public init(
        table: SQLTable,
        source: LoadSource,
        strategy: LoadStrategy,
        checks: [LoadCheck] = [],
        aggregates: [AggregateTarget] = [],
        references: [FactReference] = []
    ) {
        self.table = table
        self.source = source
        self.strategy = strategy
        self.checks = checks
        self.aggregates = aggregates
        self.references = references
    }

    /// Deletes by key and order, so that an older change that arrives later does not bring the row back.
    var tombstones: SQLTable { table.suffixed("_deleted") }
    /// The change log that a history is built from.
    var changeLog: SQLTable { table.suffixed("_changes") }

    /// The columns of the table itself.
    public var columns: [ColumnDefinition] {
        let rows = source.rowColumns
        switch strategy {
        // As the files have them: with the operation, if there is one.
        case .append, .replace: return source.columns
        case .merge: return rows
        // The unknown member has nothing but its surrogate key.
        case .scd1(_, let surrogate): return [.surrogate(surrogate)] + rows.map(\.nullable)
        case .scd2(let history):
            let type = source.column(history.effective)?.type ?? .timestamp
            return [.surrogate(history.surrogate)] + historyColumns(history).map(\.nullable)
                + [
                    ColumnDefinition(HistoryColumn.validFrom, type, isNullable: false),
                    ColumnDefinition(HistoryColumn.validTo, type, isNullable: false),
                    ColumnDefinition(HistoryColumn.isCurrent, .boolean, isNullable: false),
                ]
        case .fact(let fact): return fact.dimensions.map { .surrogate($0.surrogate) } + rows
        }
    }

    /// Columns without which a row has no place in the table.
    public var requiredColumns: [SQLIdentifier] {
        let keyed: [SQLIdentifier]
        switch strategy {
        case .append, .replace: return []
        case .merge(let rows), .scd1(let rows, _): keyed = rows.uniqueKey
        case .fact(let fact): keyed = fact.keyed.uniqueKey
        case .scd2(let history): keyed = history.uniqueKey + [history.effective]
        }
        let operation = source.operation.flatMap { $0.missingIsInsert ? nil : $0.column }
        return keyed + source.order + (operation.map { [$0] } ?? [])
    }

    /// The same target of a source with other columns.
    ///
    /// - Parameter checksEveryColumn: every attribute of a history begins a version.
    public func evolved(to source: LoadSource, checksEveryColumn: Bool) -> LoadTarget {
        var strategy = strategy
        if checksEveryColumn, case .scd2(let history) = strategy {
            let keys = history.uniqueKey + [history.effective] + source.order
            strategy = .scd2(
                HistoryRows(
                    uniqueKey: history.uniqueKey,
                    effective: history.effective,
                    checkColumns: source.rowColumns.map(\.name).filter { !keys.contains($0) },
                    surrogate: history.surrogate,
                    appliesDeletes: history.appliesDeletes
                )
            )
        }
        return LoadTarget(
            table: table,
            source: source,
            strategy: strategy,
            checks: checks,
            aggregates: aggregates.map { $0.evolved(to: source) },
            references: references
        )
    }

    /// Key and attributes: the effective time and the order are in `valid_from` and in the log.
    func historyColumns(_ history: HistoryRows) -> [ColumnDefinition] {
        source.rowColumns.filter { $0.name != history.effective && !source.order.contains($0.name) }
    }
}

/// A fact's reference, as the dimension sees it.
public struct FactReference: Sendable, Hashable {
    public let fact: SQLTable
    public let uniqueKey: [SQLIdentifier]
    public let lookup: DimensionLookup
    /// Aggregates of the fact that show the surrogate key.
    public let aggregates: [AggregateTarget]

    public init(
        fact: SQLTable,
        uniqueKey: [SQLIdentifier],
        lookup: DimensionLookup,
        aggregates: [AggregateTarget]
    ) {
        self.fact = fact
        self.uniqueKey = uniqueKey
        self.lookup = lookup
        self.aggregates = aggregates
    }
}

/// The columns that a history has beside its own.
enum HistoryColumn {
    static let validFrom = SQLIdentifier(checked: "valid_from")
    static let validTo = SQLIdentifier(checked: "valid_to")
    static let isCurrent = SQLIdentifier(checked: "is_current")
    static let deleted = SQLIdentifier(checked: "_deleted")
}

extension LoadTarget {
    /// Names that a plan's columns cannot have: the loader's own columns have them.
    public static let reservedColumns = ["_deleted", "_rank", "_same", "_total", "_holds"]
    /// Names that the columns of a history cannot have.
    public static let historyColumnNames = ["valid_from", "valid_to", "is_current"]
}

extension ColumnDefinition {
    static func surrogate(_ name: SQLIdentifier) -> ColumnDefinition {
        ColumnDefinition(name, .bigint, isNullable: false)
    }
}

extension SQLTable {
    func suffixed(_ suffix: String) -> SQLTable {
        SQLTable(checked: schema, name: SQLIdentifier(checked: name.name + suffix))
    }

    /// The table's own name, as columns are qualified by it in UPDATE and DELETE.
    var bare: String { name.description }
}
