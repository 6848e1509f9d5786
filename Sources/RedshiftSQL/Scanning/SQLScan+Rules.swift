extension SQLScan {
    /// The reasons why the text cannot be the query inside `UNLOAD('…')`; empty when it can.
    public var problemsAsQuery: [String] {
        if let problem = problemAsOneStatement { return [problem] }
        switch outer.first?.token {
        case .word("select"), .word("with"): return problems
        default:
            // In parentheses: `(SELECT …) UNION (SELECT …)`.
            if startsWithParenthesis || !problems.isEmpty { return problems }
            return ["must begin with SELECT or WITH; UNLOAD takes nothing else"]
        }
    }

    /// The reasons why the text cannot be a condition after WHERE; empty when it can.
    public var problemsAsCondition: [String] {
        guard problems.isEmpty else { return problems }
        if outer.isEmpty { return ["has no condition in it"] }
        switch outer.first?.token {
        case .word("where")?: return ["begins with WHERE; write the condition alone"]
        case .word("and")?: return ["begins with AND; write the condition alone"]
        case .word("or")?: return ["begins with OR; write the condition alone"]
        default: break
        }
        if let clause = clauseBehindCondition {
            return ["has \(clause), which is no part of a condition; use a query in place of the table"]
        }
        return outer.contains { $0.token == .semicolon } ? ["must be a condition without a semicolon"] : []
    }

    /// The first clause that cannot be in a condition, such as LIMIT or ORDER BY. Clauses inside parentheses do not
    /// count.
    private var clauseBehindCondition: String? {
        for (index, (token, _)) in outer.enumerated() {
            guard case .word(let word) = token else { continue }
            switch word {
            case "limit", "having", "qualify", "union", "intersect", "except": return word.uppercased()
            case "order", "group":
                if index + 1 < outer.count, outer[index + 1].token == .word("by") { return "\(word.uppercased()) BY" }
            default: break
            }
        }
        return nil
    }

    /// The reasons why the text cannot be one statement of a batch's transaction; empty when it can.
    /// https://docs.aws.amazon.com/redshift/latest/dg/stored-procedure-transaction-management.html
    public var problemsAsBatchStatement: [String] {
        if let problem = problemAsOneStatement { return [problem] }
        guard problems.isEmpty else { return problems }
        let words = outer.prefix(3).map { if case .word(let word) = $0.token { word } else { "" } }
        switch words.first {
        case "begin", "start", "commit", "end", "rollback", "abort":
            return ["cannot be \(words[0].uppercased()): the batch is one transaction already"]
        case "truncate", "vacuum":
            return ["cannot be \(words[0].uppercased()), which commits the batch's transaction"]
        case "create" where words.count > 1 && words[1] == "database",
            "drop" where words.count > 1 && words[1] == "database":
            return ["cannot be \(words[0].uppercased()) DATABASE, which runs in no transaction"]
        case "unload": return ["cannot be UNLOAD"]
        default: return []
        }
    }

    private var problemAsOneStatement: String? {
        if problems.isEmpty || !outer.isEmpty, let first = outer.firstIndex(where: { $0.token == .semicolon }),
            first != outer.count - 1
        {
            return "must be one statement; it has another one, or a second semicolon, behind a semicolon"
        }
        return problems.isEmpty && (outer.isEmpty || outer.first?.token == .semicolon) ? "has no statement in it" : nil
    }

    /// The text without its final semicolon, which is not allowed inside another statement.
    public var withoutFinalSemicolon: String {
        guard let last = outer.last, last.token == .semicolon else { return String(decoding: bytes, as: UTF8.self) }
        return String(decoding: bytes[..<last.start], as: UTF8.self)
    }

    /// `true` when the outermost SELECT has LIMIT or TOP. UNLOAD refuses such a query: it must become a subquery.
    public var hasOuterLimit: Bool {
        for (index, (token, _)) in outer.enumerated() {
            if token == .word("limit") { return true }
            if token == .word("top"), index > 0, index + 1 < outer.count, outer[index + 1].token == .number,
                [.word("select"), .word("distinct"), .word("all")].contains(outer[index - 1].token)
            {
                return true
            }
        }
        return false
    }

    private var startsWithParenthesis: Bool {
        guard let first = outer.first else { return false }
        return bytes[first.start] == UInt8(ascii: "(")
    }
}
