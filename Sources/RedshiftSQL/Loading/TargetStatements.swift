/// The statements that turn staged rows into rows of the target.
struct TargetStatements {
    let target: LoadTarget
    private(set) var statements: [LoadStatement] = []

    var source: LoadSource { target.source }
    var table: SQLTable { target.table }

    init(_ target: LoadTarget) {
        self.target = target
        switch target.strategy {
        case .append:
            insert(from: "\(TemporaryTable.stage)")
            finishAggregates(aggregates(touched: .rows("\(TemporaryTable.stage)")))
            addChecks(of: .stage, where: nil)
        case .replace:
            add(.delete, "DELETE FROM \(table)")
            insert(from: "\(TemporaryTable.stage)")
            finishAggregates(aggregates(touched: .everything))
            addChecks(of: .stage, where: nil)
        case .merge(let keyed): merge(keyed)
        case .scd1(let keyed, let surrogate): updateInPlace(keyed, surrogate)
        case .scd2(let history): rebuild(history)
        case .fact(let fact): loadFact(fact)
        }
    }

    mutating func add(_ step: LoadStatementKind, _ text: String, rehearsal: String? = nil) {
        statements.append(LoadStatement(step, text, rehearsal: rehearsal))
    }

    /// - Parameter counts: the meaning of each column in the query's result; empty when a failure needs no diagnosis.
    mutating func add(_ step: LoadStatementKind, _ query: AbortingGuardQuery, counts: [GuardFailureQueries.Count] = [])
    {
        let evidence = counts.isEmpty ? nil : GuardFailureQueries(query: query.counts, counts: counts)
        statements.append(LoadStatement(step, query.text, evidence: evidence))
    }

    mutating func add(_ step: LoadStatementKind, _ query: AbortingGuardQuery, evidence: GuardFailureQueries) {
        statements.append(LoadStatement(step, query.text, evidence: evidence))
    }

    // MARK: Shared by strategies

    mutating func insert(from rows: String, where condition: String? = nil) {
        let names = Self.list(target.columns.map(\.name))
        add(
            .insert,
            "INSERT INTO \(table) (\(names))\nSELECT \(names) FROM \(rows)" + (condition.map { "\nWHERE \($0)" } ?? "")
        )
    }

    /// Checks the columns by which changes are ordered and merged, and creates `#changes` with each change once. A
    /// delete has only its key and order there.
    mutating func stageChanges(identity: [SQLIdentifier], appliesDeletes: Bool) {
        var query = AbortingGuardQuery()
        let missing = identity.map { "\($0) IS NULL" }.joined(separator: " OR ")
        query.requireNone("missing_keys", "FROM \(TemporaryTable.stage) WHERE \(missing)")
        let shown = Self.list(identity + (source.operation.map { [$0.column] } ?? []))
        func count(_ name: String, _ condition: String) -> GuardFailureQueries.Count {
            let sample =
                "SELECT \(shown) FROM \(TemporaryTable.stage) WHERE \(condition) LIMIT \(GuardFailureQueries.sampledRows)"
            return GuardFailureQueries.Count(name, .broken(atMost: .rows(0)), sample: sample)
        }
        var counts = [count("rows without \(identity.map(\.name).joined(separator: " or "))", missing)]
        if let operation = source.operation {
            query.requireNone("unknown_operations", "FROM \(TemporaryTable.stage) WHERE \(operation.isUnknown)")
            counts.append(count("rows with an unknown \(operation.column.name)", operation.isUnknown))
        }
        add(.keys, query, counts: counts)
        let isDelete = source.operation.flatMap { $0.deletes.isEmpty ? nil : $0.isDelete }
        let columns = source.rowColumns.map { column -> String in
            guard let isDelete, appliesDeletes, !identity.contains(column.name) else { return "\(column.name)" }
            return "CASE WHEN \(isDelete) THEN NULL ELSE \(column.name) END AS \(column.name)"
        }
        var text =
            "CREATE TEMP TABLE \(TemporaryTable.changes) AS\nSELECT DISTINCT \(columns.joined(separator: ", ")), "
        text += isDelete != nil && appliesDeletes ? "CASE WHEN \(isDelete ?? "") THEN 1 ELSE 0 END" : "0"
        text += " AS \(HistoryColumn.deleted)\nFROM \(TemporaryTable.stage)"
        if let operation = source.operation, let isDelete, !appliesDeletes {
            // A row without an operation is an insert, and NULL is not in any list.
            text += "\nWHERE \(operation.column) IS NULL OR NOT (\(isDelete))"
        }
        add(.changes, text)
    }

    /// Adds a check that makes the batch fail when different changes have the same identity. The order of such changes
    /// is unknown.
    func ties(_ query: inout AbortingGuardQuery, _ counts: inout [GuardFailureQueries.Count], identity: [SQLIdentifier])
    {
        let names = Self.list(identity)
        let tied = "FROM \(TemporaryTable.changes) GROUP BY \(names) HAVING count(*) > 1"
        query.requireNone("ties", "FROM (SELECT 1 AS \"tie\" \(tied)) AS \"tied\"")
        counts.append(
            GuardFailureQueries.Count(
                "ties among the files' changes",
                .broken(atMost: .rows(0)),
                sample: "SELECT \(names), count(*) AS \"changes\" \(tied) LIMIT \(GuardFailureQueries.sampledRows)"
            )
        )
    }

    /// Adds a check that makes the batch fail when a change contradicts a stored change with the same identity.
    ///
    /// - Parameter contradiction: a FROM clause with the changes as `c`.
    func ties(
        _ query: inout AbortingGuardQuery,
        _ counts: inout [GuardFailureQueries.Count],
        _ name: String,
        _ title: String,
        identity: [SQLIdentifier],
        _ contradiction: String
    ) {
        query.requireNone(name, contradiction)
        counts.append(
            GuardFailureQueries.Count(
                title,
                .broken(atMost: .rows(0)),
                sample:
                    "SELECT \(Self.list(identity, of: "c")) \(contradiction) LIMIT \(GuardFailureQueries.sampledRows)"
            )
        )
    }

    // MARK: Text

    static func list(_ names: [SQLIdentifier], of alias: String? = nil) -> String {
        names.map { (alias.map { "\($0)." } ?? "") + "\($0)" }.joined(separator: ", ")
    }

    static func equal(_ names: [SQLIdentifier], _ left: String, _ right: String) -> String {
        names.map { "\(left).\($0) = \(right).\($0)" }.joined(separator: " AND ")
    }

    /// Returns a SQL condition that is true when one of the columns differs. NULL equals only NULL.
    static func differs(_ names: [SQLIdentifier], _ left: String, _ right: String) -> String {
        let terms = names.map { name in
            let (one, other) = ("\(left).\(name)", "\(right).\(name)")
            return
                "\(one) <> \(other) OR (\(one) IS NULL AND \(other) IS NOT NULL) OR (\(one) IS NOT NULL AND \(other) IS NULL)"
        }
        return terms.isEmpty ? "1 = 0" : terms.joined(separator: " OR ")
    }

    /// Returns a SQL condition that is true when the left row is later than the right row. It compares column by
    /// column, because Redshift cannot compare whole rows.
    static func isLater(_ order: [SQLIdentifier], _ left: String, than right: String) -> String {
        let terms = order.indices.map { index in
            let equal = order[..<index].map { "\(left).\($0) = \(right).\($0)" }
            let term = (equal + ["\(left).\(order[index]) > \(right).\(order[index])"]).joined(separator: " AND ")
            return equal.isEmpty ? term : "(\(term))"
        }
        return terms.joined(separator: " OR ")
    }

    /// Returns the expression for a surrogate key: 60 bits of a hash of the key. The hash of a version also contains
    /// the version's start time. A surrogate key is the same in every rebuild and environment.
    static func surrogate(_ key: [ColumnDefinition], of alias: String, from start: String?) -> String {
        var parts = key.map { column -> String in
            let value = "\(alias).\(column.name)"
            let text = column.type.text(of: value)
            // The length before a text separates it from the text of the next column.
            let isOpen = key.count > 1 && column.type.family == .text
            return isOpen ? "CAST(LENGTH(\(value)) AS varchar(64)) || ':' || \(text)" : text
        }
        if let start { parts.append(start) }
        return "STRTOL(LEFT(MD5(\(parts.joined(separator: " || '|' || "))), 15), 16)"
    }
}
