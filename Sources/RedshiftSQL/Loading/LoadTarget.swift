/// A table that files are loaded into, with its aggregates and the facts that refer to it.
public struct LoadTarget: Sendable, Hashable {
    public let table: SQLTable
    public let source: LoadSource
    public let strategy: LoadStrategy
    public let checks: [LoadCheck]
    /// Aggregates of this table.
    public let aggregates: [AggregateTarget]
    /// References of facts to this dimension. They are updated when a version of the dimension arrives late.
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

    /// The table of deleted keys with their order columns. Without it, an older change that arrives later would restore
    /// the row.
    var tombstones: SQLTable { table.suffixed("_deleted") }
    /// The change log from which the history is built.
    var changeLog: SQLTable { table.suffixed("_changes") }

    /// The columns of the target table.
    public var columns: [ColumnDefinition] {
        let rows = source.rowColumns
        switch strategy {
        // All columns of the files, with the operation if there is one.
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

    /// The source's columns that must not be NULL in any row.
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

    /// Returns the target with the columns of a changed source.
    ///
    /// - Parameter checksEveryColumn: `true` when a change in any attribute begins a new version of a history.
    public func evolved(to source: LoadSource, checksEveryColumn: Bool) -> LoadTarget {
        var strategy = strategy
        if checksEveryColumn, case .scd2(let history) = strategy {
            let keys = history.uniqueKey + [history.effective] + source.order
            strategy = .scd2(
                HistoryTableRules(
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

    /// Returns the columns of a version: key and attributes. The effective time and the order are in `valid_from` and
    /// in the change log.
    func historyColumns(_ history: HistoryTableRules) -> [ColumnDefinition] {
        source.rowColumns.filter { $0.name != history.effective && !source.order.contains($0.name) }
    }
}

extension LoadTarget {
    /// Names that a plan's columns cannot have, because the loader needs these names itself.
    public static let reservedColumns = ["_deleted", "_rank", "_same", "_total", "_holds"]
    /// Names of the columns that the loader adds to a history table. The source's columns cannot have these names.
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

    /// The table's name without its schema, to qualify columns in UPDATE and DELETE.
    var bare: String { name.description }
}
