import TestSupport

/// The Redshift Data API in front of a warehouse that knows the rows of its tables.
struct FakeWarehouse: Sendable {
    /// Rows by the quoted name, `"schema"."table"`.
    var tables: [String: Int] = [:]
    /// Rows that a filter chooses, by a text of the condition.
    var shares: [String: Int] = [:]
    /// Members of every statement.
    var statement = #""Status":"FINISHED""#
    /// Members of a statement whose SQL has the key in it.
    var statements: [String: String] = [:]
    /// Client token → id.
    private(set) var ids: [String: String] = [:]
    /// Id → SQL.
    private(set) var sql: [String: [String]] = [:]

    /// Answers an operation; `nil` for one of another service.
    mutating func answer(_ operation: String, _ input: JSON) -> (Int, String)? {
        let id = input["Id"]?.string ?? ""
        switch operation {
        case "BatchExecuteStatement":
            let token = input["ClientToken"]?.string ?? ""
            if let known = ids[token] { return (200, #"{"Id":"\#(known)"}"#) }
            let id = "statement-\(ids.count + 1)"
            ids[token] = id
            sql[id] = input["Sqls"]?.elements.compactMap(\.string) ?? []
            return (200, #"{"Id":"\#(id)"}"#)
        case "DescribeStatement":
            let batch = sql[id] ?? []
            if let members = statements.first(where: { batch.joined().contains($0.key) })?.value {
                return (200, #"{"Id":"\#(id)",\#(members)}"#)
            }
            let parts = batch.indices.map { #"{"Id":"\#(id):\#($0 + 1)","HasResultSet":true,"Status":"FINISHED"}"# }
            return (200, #"{"Id":"\#(id)","SubStatements":[\#(parts.joined(separator: ","))],\#(statement)}"#)
        case "GetStatementResult":
            let batch = id.split(separator: ":").first.flatMap { sql[String($0)] } ?? []
            let number = (id.split(separator: ":").last.flatMap { Int($0) } ?? 1) - 1
            return (200, #"{"Records":[\#(records(batch.indices.contains(number) ? batch[number] : ""))]}"#)
        default: return nil
        }
    }

    /// The answer to a count, or to the question which tables there are.
    private func records(_ sql: String) -> String {
        if sql.contains("svv_tables") {
            return tables.keys.map { name in
                let parts = name.split(separator: ".").map { $0.replacing("\"", with: "") }
                return #"[{"stringValue":"\#(parts[0])"},{"stringValue":"\#(parts[1])"}]"#
            }.joined(separator: ",")
        }
        return sql.split(separator: "\nUNION ALL ").compactMap { select -> String? in
            guard let number = select.split(separator: ",").first?.split(separator: " ").last else { return nil }
            let share = shares.first { select.contains($0.key) }?.value
            guard let rows = share ?? Self.table(in: select).flatMap({ tables[$0] }) else { return nil }
            return #"[{"longValue":\#(number)},{"longValue":\#(rows)}]"#
        }.joined(separator: ",")
    }

    private static func table(in select: Substring) -> String? {
        let words = select.split(whereSeparator: \.isWhitespace)
        return words.firstIndex(of: "FROM").map { String(words[words.index(after: $0)]) }
    }
}
