/// The tables that a lane's loads need, made before the first one. Every statement may run again at any time.
public struct Preparation: Sendable, Hashable {
    public let lane: String
    public let targets: [LoadTarget]
    public let ledger: LoaderLedger

    public init(lane: String, targets: [LoadTarget], ledger: LoaderLedger) {
        self.lane = lane
        self.targets = targets
        self.ledger = ledger
    }

    /// Creates what is not there. A table that is there is left as it is.
    public var definitions: [String] {
        var statements = ledger.definitions
        var schemas: Set<SQLIdentifier> = [ledger.schema]
        func create(_ table: SQLTable, _ columns: [ColumnDefinition]) {
            if let schema = table.schema, schemas.insert(schema).inserted {
                statements.append("CREATE SCHEMA IF NOT EXISTS \(schema)")
            }
            statements.append(
                "CREATE TABLE IF NOT EXISTS \(table) (\(columns.map(\.definition).joined(separator: ", ")))"
            )
        }
        for target in targets {
            create(target.table, target.columns)
            switch target.strategy {
            case .merge(let keyed), .scd1(let keyed, _): addTombstones(target, keyed, create)
            case .fact(let fact): addTombstones(target, fact.keyed, create)
            case .scd2:
                let deleted = ColumnDefinition(HistoryColumn.deleted, .integer, isNullable: false)
                create(target.changeLog, target.source.rowColumns.map(\.nullable) + [deleted])
            case .append, .replace: break
            }
            for aggregate in target.aggregates {
                create(aggregate.table, (aggregate.groups + aggregate.measures).map(\.definition))
            }
        }
        return statements
    }

    private func addTombstones(
        _ target: LoadTarget,
        _ keyed: KeyedRows,
        _ create: (SQLTable, [ColumnDefinition]) -> Void
    ) {
        guard keyed.appliesDeletes, !(target.source.operation?.deletes.isEmpty ?? true) else { return }
        let order = target.source.order.filter { !keyed.uniqueKey.contains($0) }
        create(target.tombstones, (keyed.uniqueKey + order).compactMap { target.source.column($0) })
    }

    /// The lane, and the member −1 that facts refer to whose dimension is not known yet.
    public var rows: [String] {
        var statements = ledger.adding(lane: lane)
        for target in targets {
            switch target.strategy {
            case .scd1(_, let surrogate): statements.append(unknownMember(target, surrogate, [:]))
            case .scd2(let history):
                let type = target.source.column(history.effective)?.type ?? .timestamp
                let span = [
                    HistoryColumn.validFrom: "CAST('0001-01-01' AS \(type))",
                    HistoryColumn.validTo: "CAST('9999-12-31' AS \(type))", HistoryColumn.isCurrent: "true",
                ]
                statements.append(unknownMember(target, history.surrogate, span))
            case .append, .replace, .merge, .fact: break
            }
        }
        return statements
    }

    private func unknownMember(
        _ target: LoadTarget,
        _ surrogate: SQLIdentifier,
        _ values: [SQLIdentifier: String]
    ) -> String {
        let given = target.columns.compactMap { column in values[column.name].map { (column.name, $0) } }
        let names = TargetStatements.list([surrogate] + given.map(\.0))
        return """
            INSERT INTO \(target.table) (\(names))
            SELECT \((["-1"] + given.map(\.1)).joined(separator: ", ")) \
            FROM (SELECT count(*) AS "n" FROM \(target.table) WHERE \(surrogate) = -1) AS "known" WHERE "known"."n" = 0
            """
    }
}

extension ColumnDefinition {
    var nullable: ColumnDefinition { ColumnDefinition(name, type) }
}
