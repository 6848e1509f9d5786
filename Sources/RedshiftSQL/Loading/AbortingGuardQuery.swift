/// A query that returns counts, and fails the batch when they break a check: `1 / 0`. The condition holds a subquery's value,
/// so that no
/// planner can evaluate it early.
struct AbortingGuardQuery {
    /// A derived table of one row, with the names of its columns.
    private var parts: [(query: String, columns: [String])] = []
    private var conditions: [String] = []

    /// - Parameters:
    ///   - name: the count's name in the answer.
    ///   - query: what is counted, from FROM on.
    mutating func count(_ name: String, _ query: String) {
        parts.append(("SELECT count(*) AS \"\(name)\" \(query)", [name]))
    }

    /// - Parameter query: a whole SELECT of one row.
    mutating func add(_ query: String, columns: [String]) { parts.append((query, columns)) }

    /// - Parameter condition: over the names.
    mutating func require(_ condition: String) { conditions.append(condition) }

    mutating func requireNone(_ name: String, _ query: String) {
        count(name, query)
        require("\"\(name)\" = 0")
    }

    var text: String {
        guard !conditions.isEmpty else { return counts }
        return query("1 / (CASE WHEN \(conditions.joined(separator: " AND ")) THEN 1 ELSE 0 END) AS \"_holds\"")
    }

    /// The query without the part that fails.
    var counts: String { query(nil) }

    private func query(_ condition: String?) -> String {
        let columns = parts.flatMap(\.columns).map { "\"\($0)\"" } + (condition.map { [$0] } ?? [])
        let from = parts.enumerated().map { "(\($1.query)) AS \"q\($0 + 1)\"" }.joined(separator: "\nCROSS JOIN ")
        return "SELECT \(columns.joined(separator: ", "))\nFROM \(from)"
    }
}
