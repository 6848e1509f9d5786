import TextSearch

/// Adds the plan's checks of one table, in one statement that runs after the changes and before the commit.
extension TargetStatements {
    /// - Parameters:
    ///   - rows: the temporary table with the rows that the load brings.
    ///   - live: a SQL condition that is true for rows that are not deletes; `nil` for all rows.
    ///   - key: the columns that find the rows in the target, for `balance`; empty for the whole target.
    ///   - replaced: the load replaces the target's rows that have the same values in these columns. `nil` means `key`;
    ///     empty when the load only adds rows.
    mutating func addChecks(
        of rows: TemporaryTable,
        where live: String?,
        key: [SQLIdentifier] = [],
        replacing replaced: [SQLIdentifier]? = nil
    ) {
        guard !target.checks.isEmpty else { return }
        let counted = target.checks.enumerated().map { (name: "c\($0 + 1)", check: $1) }
        var one = AbortingGuardQuery()
        var scanned = ["count(*) AS \"_total\""]
        for (name, check) in counted {
            if let count = Self.counted(check) { scanned.append("\(count) AS \"\(name)\"") }
        }
        let source = "FROM \(rows)" + (live.map { " WHERE \($0)" } ?? "")
        let columns = ["_total"] + counted.filter { Self.counted($0.check) != nil }.map(\.name)
        one.add("SELECT \(scanned.joined(separator: ", ")) \(source)", columns: columns)
        var evidence = one
        let after = rowsAfter(rows, live, replaced ?? key)
        for (name, check) in counted {
            if Self.counted(check) == nil {
                one.count(name, joined(check, rows, live, key, in: "\(table)"))
                // The diagnosis sees the target as it was before the load, so it cannot compare the sums.
                if case .balance = check.kind {
                    evidence.count(name, "FROM \(rows) WHERE 1 = 0")
                } else {
                    evidence.count(name, joined(check, rows, live, key, in: after))
                }
            }
            guard check.isError else { continue }
            switch check.atMost {
            case .rows(let most): one.require("\"\(name)\" <= \(most)")
            case .percent(let percent): one.require("\"\(name)\" * 100.0 <= \(percent) * \"_total\"")
            }
        }
        let order = counted.filter { Self.counted($0.check) != nil } + counted.filter { Self.counted($0.check) == nil }
        let counts = order.map { each in
            GuardFailureQueries.Count(
                each.check.name,
                meaning(of: each.check),
                sample: sample(each.check, rows, live, key, in: after)
            )
        }
        add(
            .checks,
            one,
            evidence: GuardFailureQueries(query: evidence.counts, counts: [.init("rows", .total)] + counts)
        )
    }

    private func meaning(of check: LoadCheck) -> GuardFailureQueries.Count.Meaning {
        if case .balance = check.kind { return .uncounted }
        return .broken(atMost: check.isError ? check.atMost : nil)
    }

    /// Returns a query of the rows that the target will have after the load. It reads the target as it was before the
    /// load.
    private func rowsAfter(_ rows: TemporaryTable, _ live: String?, _ replaced: [SQLIdentifier]) -> String {
        let names = target.columns.map(\.name).filter { name in
            // The load's rows have no surrogate key yet, so no check of these rows uses it.
            if case .scd1(_, let surrogate) = target.strategy { return name != surrogate }
            return true
        }
        let own = "SELECT \(Self.list(names)) FROM \(rows)" + (live.map { " WHERE \($0)" } ?? "")
        if case .replace = target.strategy { return "(\(own))" }
        var kept = "SELECT \(Self.list(names, of: "o")) FROM \(table) AS o"
        if !replaced.isEmpty {
            kept +=
                " LEFT JOIN (SELECT DISTINCT \(Self.list(replaced)) FROM \(rows)) AS n ON \(Self.equal(replaced, "o", "n"))"
            kept += " WHERE n.\(replaced[0]) IS NULL"
        }
        return "(\(kept) UNION ALL \(own))"
    }

    /// Returns a query of some rows that break a check, with the fewest columns that identify the rows.
    private func sample(
        _ check: LoadCheck,
        _ rows: TemporaryTable,
        _ live: String?,
        _ key: [SQLIdentifier],
        in after: String
    ) -> String? {
        let limit = "LIMIT \(GuardFailureQueries.sampledRows)"
        func shown(_ checked: [SQLIdentifier], of alias: String?) -> String {
            Self.list(key + checked.filter { !key.contains($0) }, of: alias)
        }
        func query(_ checked: [SQLIdentifier], _ broken: String) -> String {
            let terms = [live, check.condition.map { Self.enclosed($0) }, "(\(broken))"].compactMap { $0 }
            return "SELECT \(shown(checked, of: nil)) FROM \(rows) WHERE \(terms.joined(separator: " AND ")) \(limit)"
        }
        switch check.kind {
        case .notNull(let names): return query(names, names.map { "\($0) IS NULL" }.joined(separator: " OR "))
        case .acceptedValues(let name, let values):
            return query([name], "\(name) NOT IN (\(values.joined(separator: ", ")))")
        case .expression(let text):
            return query(
                key.isEmpty ? Array(source.rowColumns.map(\.name).prefix(5)) : [],
                "NOT \(Self.enclosed(text))"
            )
        case .relationships(let name, _, _):
            return "SELECT \(shown([name], of: "r")) \(joined(check, rows, live, key, in: after)) \(limit)"
        case .unique(let names):
            return "SELECT * \(joined(check, rows, live, key, in: after, showing: names)) \(limit)"
        case .rowCount, .freshness, .balance: return nil
        }
    }

    /// Returns an expression that counts the load's rows that break a check; `nil` when the check needs another table.
    private static func counted(_ check: LoadCheck) -> String? {
        func count(_ broken: String) -> String {
            let condition = check.condition.map { "\(Self.enclosed($0)) AND " } ?? ""
            return "count(CASE WHEN \(condition)(\(broken)) THEN 1 END)"
        }
        switch check.kind {
        case .notNull(let names): return count(names.map { "\($0) IS NULL" }.joined(separator: " OR "))
        case .acceptedValues(let name, let values):
            return count("\(name) NOT IN (\(values.joined(separator: ", ")))")
        case .expression(let text): return count("NOT \(enclosed(text))")
        case .rowCount(let range):
            return "CASE WHEN count(*) BETWEEN \(range.lowerBound) AND \(range.upperBound) THEN 0 ELSE 1 END"
        case .freshness(let name, let seconds):
            return "CASE WHEN MAX(\(name)) >= GETDATE() - INTERVAL '\(seconds) seconds' THEN 0 ELSE 1 END"
        case .unique, .relationships, .balance: return nil
        }
    }

    /// Puts a text in parentheses. If the text may end with a comment, a line break ends the comment.
    private static func enclosed(_ text: String) -> String { "(\(text)\(text.contains(text: "--") ? "\n" : ""))" }

    private func joined(
        _ check: LoadCheck,
        _ rows: TemporaryTable,
        _ live: String?,
        _ key: [SQLIdentifier],
        in table: String,
        showing shown: [SQLIdentifier] = []
    ) -> String {
        let condition = check.condition.map { Self.enclosed($0) }
        func `where`(_ terms: [String?]) -> String {
            let given = terms.compactMap { $0 }
            return given.isEmpty ? "" : " WHERE " + given.joined(separator: " AND ")
        }
        switch check.kind {
        case .unique(let names):
            let own = names.enumerated().map { "\($1) AS \"_u\($0 + 1)\"" }.joined(separator: ", ")
            let match = names.enumerated().map { "t.\($1) = r.\"_u\($0 + 1)\"" }.joined(separator: " AND ")
            let columns = shown.isEmpty ? "1 AS \"twice\"" : "\(Self.list(shown, of: "t")), count(*) AS \"rows\""
            return """
                FROM (SELECT \(columns) FROM \(table) AS t JOIN (SELECT DISTINCT \(own) FROM \(rows)\(`where`([live]))) AS r \
                ON \(match)\(`where`([condition])) GROUP BY \(Self.list(names, of: "t")) HAVING count(*) > 1) AS "doubled"
                """
        case .relationships(let name, let other, let column):
            return """
                FROM \(rows) AS r LEFT JOIN (SELECT DISTINCT \(column) AS "_to" FROM \(other)) AS o ON r.\(name) = o."_to"\
                \(`where`([live, "r.\(name) IS NOT NULL", "o.\"_to\" IS NULL", condition]))
                """
        case .balance(let name):
            let found =
                key.isEmpty
                ? "\(table) AS t"
                : "\(table) AS t JOIN \(rows) AS n ON \(Self.equal(key, "t", "n"))"
            return """
                FROM (SELECT COALESCE(SUM(\(name)), 0) AS "came" FROM \(rows)\(`where`([live]))) AS a \
                CROSS JOIN (SELECT COALESCE(SUM(t.\(name)), 0) AS "stored" FROM \(found)) AS b WHERE a."came" <> b."stored"
                """
        case .notNull, .acceptedValues, .rowCount, .freshness, .expression: return "FROM \(rows) WHERE 1 = 0"
        }
    }
}
