import TextSearch

/// The plan's checks of one table, all in one statement, behind the changes and before anybody else can see them.
extension TargetStatements {
    /// - Parameters:
    ///   - rows: the table of the session with the rows that the load brings.
    ///   - live: what is true of those that are no deletes.
    ///   - key: finds the rows in the target, for `balance`; empty: the whole target.
    mutating func addChecks(of rows: SessionTable, where live: String?, key: [SQLIdentifier] = []) {
        guard !target.checks.isEmpty else { return }
        var query = GuardQuery()
        var columns = ["_total"]
        var counts = ["count(*) AS \"_total\""]
        let source = "FROM \(rows)" + (live.map { " WHERE \($0)" } ?? "")
        for (index, check) in target.checks.enumerated() {
            let name = "c\(index + 1)"
            guard let count = Self.counted(check) else { continue }
            columns.append(name)
            counts.append("\(count) AS \"\(name)\"")
        }
        query.add("SELECT \(counts.joined(separator: ", ")) \(source)", columns: columns)
        for (index, check) in target.checks.enumerated() {
            let name = "c\(index + 1)"
            if Self.counted(check) == nil { query.count(name, joined(check, rows, live, key)) }
            guard check.isError else { continue }
            switch check.atMost {
            case .rows(let most): query.require("\"\(name)\" <= \(most)")
            case .percent(let percent): query.require("\"\(name)\" * 100.0 <= \(percent) * \"_total\"")
            }
        }
        add(.checks, query)
    }

    /// The counts of one scan of the load's rows; `nil` for a check that needs another table.
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

    /// A line break ends a comment that the text may end with.
    private static func enclosed(_ text: String) -> String { "(\(text)\(text.contains(text: "--") ? "\n" : ""))" }

    private func joined(
        _ check: LoadCheck,
        _ rows: SessionTable,
        _ live: String?,
        _ key: [SQLIdentifier]
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
            return """
                FROM (SELECT 1 AS "twice" FROM \(table) AS t JOIN (SELECT DISTINCT \(own) FROM \(rows)\(`where`([live]))) AS r \
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
