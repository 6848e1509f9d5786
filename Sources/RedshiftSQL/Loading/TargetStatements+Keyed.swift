/// The statements for a table in which each key has one row. The newest change wins, in whatever order the changes
/// arrive.
extension TargetStatements {
    mutating func merge(_ keyed: KeyedTableRules) {
        stageNet(keyed, from: "\(TemporaryTable.changes)")
        let groups = beginAggregates(touched: .keys("\(TemporaryTable.net)", keyed.uniqueKey))
        replaceRows(keyed, by: .net)
        finishAggregates(groups)
        guardRows(keyed)
        addChecks(of: .net, where: Self.isLive, key: keyed.uniqueKey)
    }

    mutating func updateInPlace(_ keyed: KeyedTableRules, _ surrogate: SQLIdentifier) {
        stageNet(keyed, from: "\(TemporaryTable.changes)")
        let key = keyed.uniqueKey.compactMap { source.column($0) }
        let hash = Self.surrogate(key, of: "n", from: nil)
        var collisions = AbortingGuardQuery()
        collisions.requireNone(
            "collisions",
            """
            FROM \(TemporaryTable.net) AS n JOIN \(table) AS t ON t.\(surrogate) = \(hash) \
            WHERE \(Self.differs(keyed.uniqueKey, "n", "t"))
            """
        )
        add(.surrogates, collisions)
        let net = "\(TemporaryTable.net)"
        let other = source.rowColumns.map(\.name).filter { !keyed.uniqueKey.contains($0) }
        if !other.isEmpty {
            let assignments = other.map { "\($0) = \(net).\($0)" }.joined(separator: ", ")
            add(
                .update,
                """
                UPDATE \(table) SET \(assignments)
                FROM \(net)
                WHERE \(Self.equal(keyed.uniqueKey, table.bare, net)) AND \(net).\(HistoryColumn.deleted) = 0
                """
            )
        }
        if deletes(keyed) {
            add(
                .delete,
                """
                DELETE FROM \(table) USING \(net)
                WHERE \(Self.equal(keyed.uniqueKey, table.bare, net)) AND \(net).\(HistoryColumn.deleted) = 1
                """
            )
        }
        let names = source.rowColumns.map(\.name)
        add(
            .insert,
            """
            INSERT INTO \(table) (\(Self.list([surrogate] + names)))
            SELECT \(hash), \(Self.list(names, of: "n"))
            FROM \(net) AS n LEFT JOIN \(table) AS t ON \(Self.equal(keyed.uniqueKey, "n", "t"))
            WHERE t.\(keyed.uniqueKey[0]) IS NULL AND n.\(HistoryColumn.deleted) = 0
            """
        )
        keepTombstones(keyed)
        guardRows(keyed)
        if !target.references.isEmpty {
            add(
                .affectedKeys,
                "CREATE TEMP TABLE \(TemporaryTable.keys) AS\nSELECT \(Self.list(keyed.uniqueKey)) FROM \(net)"
            )
            followReferences(dimension: "\(table)")
        }
        addChecks(of: .net, where: Self.isLive, key: keyed.uniqueKey)
    }

    static let isLive = "\(HistoryColumn.deleted) = 0"

    func deletes(_ keyed: KeyedTableRules) -> Bool {
        keyed.appliesDeletes && !(source.operation?.deletes.isEmpty ?? true)
    }

    /// Checks the changes, and creates `#net` with the newest change of each key. A change is left out if it is not
    /// newer than the table's row, or not newer than the recorded delete of the key.
    mutating func stageNet(_ keyed: KeyedTableRules, from changes: String) {
        let identity = keyed.uniqueKey + source.order.filter { !keyed.uniqueKey.contains($0) }
        stageChanges(identity: identity, appliesDeletes: keyed.appliesDeletes)
        var ties = AbortingGuardQuery()
        var counts: [GuardFailureQueries.Count] = []
        self.ties(&ties, &counts, identity: identity)
        let others = source.rowColumns.map(\.name).filter { !identity.contains($0) }
        self.ties(
            &ties,
            &counts,
            "stored_ties",
            "changes that differ from the table's row of the same order",
            identity: identity,
            """
            FROM \(changes) AS c JOIN \(table) AS t ON \(Self.equal(identity, "c", "t")) \
            WHERE c.\(HistoryColumn.deleted) = 1 OR \(Self.differs(others, "c", "t"))
            """
        )
        if deletes(keyed) {
            self.ties(
                &ties,
                &counts,
                "deleted_ties",
                "changes of the same order as a delete",
                identity: identity,
                """
                FROM \(changes) AS c JOIN \(target.tombstones) AS d ON \(Self.equal(identity, "c", "d")) \
                WHERE c.\(HistoryColumn.deleted) = 0
                """
            )
        }
        add(.ambiguous, ties, counts: counts)
        let names = Self.list(source.rowColumns.map(\.name) + [HistoryColumn.deleted], of: "n")
        let order = source.order.map { "c.\($0) DESC" }.joined(separator: ", ")
        let key = keyed.uniqueKey
        // A row that something else wrote, without an order, is older than every change.
        let unordered = source.order.map { "t.\($0) IS NULL" }.joined(separator: " OR ")
        var text = """
            CREATE TEMP TABLE \(TemporaryTable.net) AS
            SELECT \(names)
            FROM (SELECT c.*, ROW_NUMBER() OVER (PARTITION BY \(Self.list(key, of: "c")) ORDER BY \(order)) AS "_rank" \
            FROM \(changes) AS c) AS n
            LEFT JOIN \(table) AS t ON \(Self.equal(key, "n", "t"))
            """
        if deletes(keyed) { text += "\nLEFT JOIN \(target.tombstones) AS d ON \(Self.equal(key, "n", "d"))" }
        text +=
            "\nWHERE n.\"_rank\" = 1 AND (t.\(key[0]) IS NULL OR \(unordered) OR \(Self.isLater(source.order, "n", than: "t")))"
        if deletes(keyed) { text += "\nAND (d.\(key[0]) IS NULL OR \(Self.isLater(source.order, "n", than: "d")))" }
        add(.net, text)
    }

    /// Replaces the table's rows whose keys are in `#net` by rows from `rows`, and records the deletes. Rows that are
    /// deletes are not inserted.
    mutating func replaceRows(_ keyed: KeyedTableRules, by rows: TemporaryTable) {
        let net = "\(TemporaryTable.net)"
        add(.delete, "DELETE FROM \(table) USING \(net)\nWHERE \(Self.equal(keyed.uniqueKey, table.bare, net))")
        insert(from: "\(rows)", where: Self.isLive)
        keepTombstones(keyed)
    }

    mutating func keepTombstones(_ keyed: KeyedTableRules) {
        guard deletes(keyed) else { return }
        let net = "\(TemporaryTable.net)"
        let names = Self.list(keyed.uniqueKey + source.order.filter { !keyed.uniqueKey.contains($0) })
        let tombstones = target.tombstones
        add(
            .tombstones,
            "DELETE FROM \(tombstones) USING \(net)\nWHERE \(Self.equal(keyed.uniqueKey, tombstones.bare, net))"
        )
        add(
            .tombstones,
            "INSERT INTO \(tombstones) (\(names))\nSELECT \(names) FROM \(net) WHERE \(HistoryColumn.deleted) = 1"
        )
    }

    mutating func guardRows(_ keyed: KeyedTableRules) {
        var rows = AbortingGuardQuery()
        rows.count("expected", "FROM \(TemporaryTable.net) WHERE \(Self.isLive)")
        rows.count(
            "found",
            "FROM \(table) AS t JOIN \(TemporaryTable.net) AS n ON \(Self.equal(keyed.uniqueKey, "t", "n"))"
        )
        rows.require("\"expected\" = \"found\"")
        add(.rows, rows)
    }
}
