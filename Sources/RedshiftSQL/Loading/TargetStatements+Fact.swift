/// The statements for a fact table. Each row gets the surrogate keys of the dimension versions that were valid at the
/// row's time.
extension TargetStatements {
    mutating func loadFact(_ fact: FactTableRules) {
        stageNet(fact.keyed, from: "\(TemporaryTable.changes)")
        var lookup = "CREATE TEMP TABLE \(TemporaryTable.rows) AS\nSELECT "
        let surrogates = fact.dimensions.enumerated().map { index, dimension in
            "COALESCE(\(Self.alias(index)).\(dimension.dimensionSurrogate), -1) AS \(dimension.surrogate)"
        }
        let names = Self.list(source.rowColumns.map(\.name) + [HistoryColumn.deleted], of: "n")
        lookup += (surrogates + [names]).joined(separator: ", ") + "\nFROM \(TemporaryTable.net) AS n"
        for (index, dimension) in fact.dimensions.enumerated() {
            let alias = Self.alias(index)
            lookup +=
                "\nLEFT JOIN \(dimension.dimension) AS \(alias) ON \(dimension.matches(fact: "n", dimension: alias))"
        }
        add(.lookup, lookup)
        // A dimension with two versions at one time would double the row.
        var fan = AbortingGuardQuery()
        fan.count("expected", "FROM \(TemporaryTable.net)")
        fan.count("found", "FROM \(TemporaryTable.rows)")
        fan.require("\"expected\" = \"found\"")
        add(.rows, fan)
        let groups = beginAggregates(touched: .keys("\(TemporaryTable.net)", fact.keyed.uniqueKey))
        replaceRows(fact.keyed, by: .rows)
        finishAggregates(groups)
        guardRows(fact.keyed)
        addChecks(of: .rows, where: Self.isLive, key: fact.keyed.uniqueKey)
    }

    private static func alias(_ index: Int) -> String { "d\(index + 1)" }

    /// Corrects the facts that refer to changed keys of a dimension. The statements set the facts' surrogate keys and
    /// update the aggregates of these facts. The changed keys are in `#keys`.
    ///
    /// - Parameter dimension: the table with the versions of the keys.
    mutating func followReferences(dimension: String) {
        for (index, reference) in target.references.enumerated() {
            let lookup = reference.lookup
            let moved = "\"#moved\(index + 1)\""
            let key = Self.list(reference.uniqueKey, of: "f")
            let byKey = zip(lookup.by, lookup.key).map { "k.\($1) = f.\($0)" }.joined(separator: " AND ")
            add(
                .references,
                """
                CREATE TEMP TABLE \(moved) AS
                SELECT \(key), COALESCE(d.\(lookup.dimensionSurrogate), -1) AS "_surrogate"
                FROM \(reference.fact) AS f JOIN \(TemporaryTable.keys) AS k ON \(byKey)
                LEFT JOIN \(dimension) AS d ON \(lookup.matches(fact: "f", dimension: "d"))
                WHERE f.\(lookup.surrogate) <> COALESCE(d.\(lookup.dimensionSurrogate), -1)
                """
            )
            let groups = reference.aggregates.enumerated().map { number, aggregate in
                AggregateStatements(
                    aggregate,
                    groups: "\"#groups\(index + 1)_\(number + 1)\"",
                    touched: .keys(moved, reference.uniqueKey)
                )
            }
            for statement in groups.flatMap(\.before) { add(statement.step, statement.text) }
            add(
                .references,
                """
                UPDATE \(reference.fact) SET \(lookup.surrogate) = \(moved)."_surrogate"
                FROM \(moved)
                WHERE \(Self.equal(reference.uniqueKey, reference.fact.bare, moved))
                """
            )
            for statement in groups.flatMap(\.after) { add(statement.step, statement.text) }
        }
    }
}
