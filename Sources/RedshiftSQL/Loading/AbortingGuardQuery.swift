/// A query that returns counts, and makes the batch fail when the counts break a check. The batch then fails at the
/// division `1 / 0`. The condition contains the value of a subquery, so that no planner can evaluate it early.
struct AbortingGuardQuery {
    /// The derived tables, each with one row, and the names of their columns.
    private var parts: [(query: String, columns: [String])] = []
    private var conditions: [String] = []

    /// - Parameters:
    ///   - name: the name of the count in the result.
    ///   - query: the part of the counting SELECT that begins with FROM.
    mutating func count(_ name: String, _ query: String) {
        parts.append(("SELECT count(*) AS \"\(name)\" \(query)", [name]))
    }

    /// - Parameter query: a whole SELECT with one row as its result.
    mutating func add(_ query: String, columns: [String]) { parts.append((query, columns)) }

    /// - Parameter condition: a SQL condition on the names of the counts.
    mutating func require(_ condition: String) { conditions.append(condition) }

    mutating func requireNone(_ name: String, _ query: String) {
        count(name, query)
        require("\"\(name)\" = 0")
    }

    var text: String {
        guard !conditions.isEmpty else { return counts }
        return query("1 / (CASE WHEN \(conditions.joined(separator: " AND ")) THEN 1 ELSE 0 END) AS \"_holds\"")
    }

    /// This query without its conditions: it only returns the counts, and never makes the batch fail.
    var counts: String { query(nil) }

    private func query(_ condition: String?) -> String {
        let columns = parts.flatMap(\.columns).map { "\"\($0)\"" } + (condition.map { [$0] } ?? [])
        let from = parts.enumerated().map { "(\($1.query)) AS \"q\($0 + 1)\"" }.joined(separator: "\nCROSS JOIN ")
        return "SELECT \(columns.joined(separator: ", "))\nFROM \(from)"
    }
}
