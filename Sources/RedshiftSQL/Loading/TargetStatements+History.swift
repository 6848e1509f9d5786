/// The statements for a dimension of type 2. They recompute the history of each changed key from its change log.
/// Therefore the order of arrival does not matter.
extension TargetStatements {
    mutating func rebuild(_ history: HistoryTableRules) {
        let identity = Self.identity(history, source)
        stageChanges(identity: identity, appliesDeletes: history.appliesDeletes)
        let log = target.changeLog
        let others = source.rowColumns.map(\.name).filter { !identity.contains($0) }
        var ties = AbortingGuardQuery()
        var counts: [GuardFailureQueries.Count] = []
        self.ties(&ties, &counts, identity: identity)
        self.ties(
            &ties,
            &counts,
            "stored_ties",
            "changes that differ from the change log's of the same order",
            identity: identity,
            """
            FROM \(TemporaryTable.changes) AS c JOIN \(log) AS l ON \(Self.equal(identity, "c", "l")) \
            WHERE c.\(HistoryColumn.deleted) <> l.\(HistoryColumn.deleted) OR \(Self.differs(others, "c", "l"))
            """
        )
        add(.ambiguous, ties, counts: counts)
        add(
            .affectedKeys,
            """
            CREATE TEMP TABLE \(TemporaryTable.keys) AS
            SELECT DISTINCT \(Self.list(history.uniqueKey)) FROM \(TemporaryTable.changes)
            """
        )
        let logged = source.rowColumns.map(\.name) + [HistoryColumn.deleted]
        let new = """
            SELECT \(Self.list(logged, of: "c"))
            FROM \(TemporaryTable.changes) AS c LEFT JOIN \(log) AS l ON \(Self.equal(identity, "c", "l"))
            WHERE l.\(history.uniqueKey[0]) IS NULL
            """
        add(
            .changeLog,
            "INSERT INTO \(log) (\(Self.list(logged)))\n\(new)",
            rehearsal: """
                CREATE TEMP TABLE \(TemporaryTable.log) AS
                SELECT \(Self.list(logged, of: "l"))
                FROM \(log) AS l JOIN \(TemporaryTable.keys) AS k ON \(Self.equal(history.uniqueKey, "l", "k"))
                UNION ALL
                \(new)
                """
        )
        add(
            .history,
            historyQuery(history, from: "\(log)"),
            rehearsal: historyQuery(history, from: "\(TemporaryTable.log)")
        )
        guardSurrogates(history)
        applyHistory(history)
        if !target.references.isEmpty { followReferences(dimension: "\(TemporaryTable.history)") }
        var rows = AbortingGuardQuery()
        rows.count("expected", "FROM \(TemporaryTable.history)")
        rows.count(
            "found",
            "FROM \(table) AS t JOIN \(TemporaryTable.keys) AS k ON \(Self.equal(history.uniqueKey, "t", "k"))"
        )
        rows.require("\"expected\" = \"found\"")
        add(.rows, rows)
        addChecks(of: .history, where: nil, replacing: history.uniqueKey)
    }

    /// Returns the columns that identify a change: the key, the effective time, and the order columns.
    static func identity(_ history: HistoryTableRules, _ source: LoadSource) -> [SQLIdentifier] {
        var identity = history.uniqueKey
        for name in [history.effective] + source.order where !identity.contains(name) { identity.append(name) }
        return identity
    }

    private func historyQuery(_ history: HistoryTableRules, from log: String) -> String {
        let key = history.uniqueKey
        let kept = target.historyColumns(history).map(\.name)
        let effective = history.effective
        let type = source.column(effective)?.type ?? .timestamp
        let end = "CAST('9999-12-31' AS \(type))"
        let order = source.order.isEmpty ? [effective] : source.order
        let newest = order.map { "l.\($0) DESC" }.joined(separator: ", ")
        let window = "OVER (PARTITION BY \(Self.list(key, of: "o")) ORDER BY o.\(effective))"
        let checks = history.checkColumns
        let previous = checks.indices.map { "LAG(o.\(checks[$0])) \(window) AS \"_was\($0 + 1)\"" }
        let unchanged = checks.indices.map { index in
            let (now, was) = ("p.\(checks[index])", "p.\"_was\(index + 1)\"")
            return "(\(now) = \(was) OR (\(now) IS NULL AND \(was) IS NULL))"
        }
        let same = """
            CASE WHEN p."_was_deleted" = p.\(HistoryColumn.deleted) AND (p.\(HistoryColumn.deleted) = 1\
            \(unchanged.isEmpty ? " OR 1 = 1" : " OR (\(unchanged.joined(separator: " AND ")))")) THEN 1 ELSE 0 END
            """
        let columns = Self.list(kept, of: "v")
        let hash = Self.surrogate(
            key.compactMap { source.column($0) },
            of: "v",
            from: type.text(of: "v.\(HistoryColumn.validFrom)")
        )
        return """
            CREATE TEMP TABLE \(TemporaryTable.history) AS
            SELECT \(hash) AS \(history.surrogate), \(columns), v.\(HistoryColumn.validFrom), v.\(HistoryColumn.validTo), \
            CASE WHEN v.\(HistoryColumn.validTo) = \(end) THEN true ELSE false END AS \(HistoryColumn.isCurrent)
            FROM (SELECT s.*, s.\(effective) AS \(HistoryColumn.validFrom), \
            COALESCE(LEAD(s.\(effective)) OVER (PARTITION BY \(Self.list(key, of: "s")) ORDER BY s.\(effective)), \(end)) \
            AS \(HistoryColumn.validTo)
            FROM (SELECT p.*, \(same) AS "_same"
            FROM (SELECT o.*, \((["LAG(o.\(HistoryColumn.deleted)) \(window) AS \"_was_deleted\""] + previous).joined(separator: ", "))
            FROM (SELECT l.*, ROW_NUMBER() OVER (PARTITION BY \(Self.list(key + [effective], of: "l")) ORDER BY \(newest)) AS "_rank"
            FROM \(log) AS l JOIN \(TemporaryTable.keys) AS k ON \(Self.equal(key, "l", "k"))) AS o
            WHERE o."_rank" = 1) AS p) AS s
            WHERE s."_same" = 0) AS v
            WHERE v.\(HistoryColumn.deleted) = 0
            """
    }

    private mutating func guardSurrogates(_ history: HistoryTableRules) {
        let name = history.surrogate
        let version = history.uniqueKey + [HistoryColumn.validFrom]
        var query = AbortingGuardQuery()
        query.requireNone(
            "collisions",
            "FROM \(TemporaryTable.history) AS h JOIN \(table) AS t ON t.\(name) = h.\(name) WHERE \(Self.differs(version, "h", "t"))"
        )
        query.requireNone(
            "new_collisions",
            "FROM (SELECT 1 AS \"twice\" FROM \(TemporaryTable.history) GROUP BY \(name) HAVING count(*) > 1) AS \"doubled\""
        )
        add(.surrogates, query)
    }

    /// Makes the history table equal to `#history` for the changed keys. It deletes, updates and inserts only the rows
    /// that differ.
    private mutating func applyHistory(_ history: HistoryTableRules) {
        let version = history.uniqueKey + [HistoryColumn.validFrom]
        let rebuilt = "\(TemporaryTable.history)"
        let gone = "\(TemporaryTable.gone)"
        add(
            .delete,
            """
            CREATE TEMP TABLE \(gone) AS
            SELECT \(Self.list(version, of: "t"))
            FROM \(table) AS t JOIN \(TemporaryTable.keys) AS k ON \(Self.equal(history.uniqueKey, "t", "k"))
            LEFT JOIN \(rebuilt) AS h ON \(Self.equal(version, "t", "h"))
            WHERE h.\(HistoryColumn.validFrom) IS NULL
            """
        )
        add(.delete, "DELETE FROM \(table) USING \(gone)\nWHERE \(Self.equal(version, table.bare, gone))")
        let others = target.columns.map(\.name).filter { !version.contains($0) && $0 != history.surrogate }
        let assignments = others.map { "\($0) = \(rebuilt).\($0)" }.joined(separator: ", ")
        add(
            .update,
            """
            UPDATE \(table) SET \(assignments)
            FROM \(rebuilt)
            WHERE \(Self.equal(version, table.bare, rebuilt)) AND (\(Self.differs(others, table.bare, rebuilt)))
            """
        )
        let names = target.columns.map(\.name)
        add(
            .insert,
            """
            INSERT INTO \(table) (\(Self.list(names)))
            SELECT \(Self.list(names, of: "h"))
            FROM \(rebuilt) AS h LEFT JOIN \(table) AS t ON \(Self.equal(version, "h", "t"))
            WHERE t.\(HistoryColumn.validFrom) IS NULL
            """
        )
    }
}
