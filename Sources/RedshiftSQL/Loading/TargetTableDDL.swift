/// The statements that prepare a lane's tables for its loads: they create missing tables, and add or widen columns. All
/// except the ALTER statements may run again at any time.
public struct TargetTableDDL: Sendable, Hashable {
    public let lane: String
    public let targets: [LoadTarget]
    public let ledger: LoaderLedger

    public init(lane: String, targets: [LoadTarget], ledger: LoaderLedger) {
        self.lane = lane
        self.targets = targets
        self.ledger = ledger
    }

    /// Statements that create missing schemas and tables. Existing tables stay as they are.
    public var definitions: [String] {
        var statements = ledger.definitions
        var schemas: Set<SQLIdentifier> = [ledger.schema]
        for (table, columns) in tables {
            if let schema = table.schema, schemas.insert(schema).inserted {
                statements.append("CREATE SCHEMA IF NOT EXISTS \(schema)")
            }
            statements.append(
                "CREATE TABLE IF NOT EXISTS \(table) (\(columns.map(\.definition).joined(separator: ", ")))"
            )
        }
        return statements
    }

    /// The lane's tables with their columns: the targets, and the tables that the loader keeps for them.
    public var tables: [(table: SQLTable, columns: [ColumnDefinition])] {
        var found: [(table: SQLTable, columns: [ColumnDefinition])] = []
        for target in targets {
            found.append((target.table, target.columns))
            switch target.strategy {
            case .merge(let keyed), .scd1(let keyed, _): found += tombstones(target, keyed)
            case .fact(let fact): found += tombstones(target, fact.keyed)
            case .scd2:
                let deleted = ColumnDefinition(HistoryColumn.deleted, .integer, isNullable: false)
                found.append((target.changeLog, target.source.rowColumns.map(\.nullable) + [deleted]))
            case .append, .replace: break
            }
            for aggregate in target.aggregates {
                found.append((aggregate.table, (aggregate.groups + aggregate.measures).map(\.definition)))
            }
        }
        return found
    }

    private func tombstones(_ target: LoadTarget, _ keyed: KeyedTableRules) -> [(SQLTable, [ColumnDefinition])] {
        guard keyed.appliesDeletes, !(target.source.operation?.deletes.isEmpty ?? true) else { return [] }
        let order = target.source.order.filter { !keyed.uniqueKey.contains($0) }
        return [(target.tombstones, (keyed.uniqueKey + order).compactMap { target.source.column($0) })]
    }

    /// Returns the statements for the given changes, or for as many of them as one batch can contain. Each statement
    /// commits by itself. The journal records each change before it is made, so that the loader recognizes a change of
    /// its own after an interruption.
    ///
    /// - Parameter changes: the changes to make. One batch makes as many as it can contain; the rest is found again
    ///   later.
    public func altering(_ changes: [SchemaChange]) -> [String] {
        changes.prefix(RedshiftBatch.mostStatements / 2).flatMap { [ledger.planning($0, lane: lane), $0.statement] }
    }

    /// The statements of ``definitions``, divided into batches that the Data API accepts.
    public var definitionBatches: [[String]] { Self.batches(definitions, behind: []) }

    /// The statements of ``rows``, divided into batches that the Data API accepts. Each batch begins with the lock, at
    /// which the transaction's snapshot begins.
    public var rowBatches: [[String]] {
        Self.batches(Array(rows.dropFirst(opening.count)), behind: opening)
    }

    private static func batches(_ statements: [String], behind opening: [String]) -> [[String]] {
        let size = max(1, RedshiftBatch.mostStatements - opening.count)
        let starts = stride(from: 0, to: max(1, statements.count), by: size)
        return starts.map { opening + statements[$0..<min(statements.count, $0 + size)] }
    }

    private var opening: [String] { ledger.adding(lane: lane) + [ledger.finishingChanges(of: lane)] }

    /// Statements that add the lane's row to the loader's ledger, and add the member −1 to each dimension. Facts refer
    /// to this member while their dimension is not known yet. The statements also mark the lane's planned changes as
    /// made, in the journal.
    public var rows: [String] {
        // The lock comes first, because the transaction's snapshot begins with it.
        var statements = opening
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
