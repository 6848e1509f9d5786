/// A file of SQL statements, separated by semicolons.
public struct SQLScript: Sendable, Hashable {
    public struct Statement: Sendable, Hashable {
        public let text: String
        /// The line on which the statement begins, from 1.
        public let line: Int
        /// `true` when the statement may run in a transaction with others. `false` when Redshift refuses the statement
        /// there, or when the statement ends the transaction.
        public let isTransactional: Bool
    }

    public let statements: [Statement]

    /// `true` when all statements may run in one transaction.
    public var isTransactional: Bool { statements.allSatisfy(\.isTransactional) }

    /// - Throws: ``SQLProblem`` for a text that ends within a literal or a comment, that has no statement, or that
    ///   begins or ends a transaction itself.
    public init(_ text: String) throws(SQLProblem) {
        let scan = SQLScan(text)
        if let problem = scan.problems.first { throw SQLProblem("it \(problem)") }
        var statements: [Statement] = []
        var words: [String] = []
        var start: Int?
        func end(at end: Int) throws(SQLProblem) {
            guard let first = start else { return }
            let text = String(decoding: scan.bytes[first..<end], as: UTF8.self)
            let line = scan.bytes[..<first].count { $0 == UInt8(ascii: "\n") } + 1
            if Self.isTransactionControl(words) {
                throw SQLProblem("line \(line) has \(words[0].uppercased()); transactions are the loader's")
            }
            statements.append(
                Statement(text: Self.trimmed(text), line: line, isTransactional: Self.isTransactional(words))
            )
        }
        for (token, place) in scan.outer {
            switch token {
            case .semicolon:
                try end(at: place)
                (start, words) = (nil, [])
            case .word(let word):
                start = start ?? place
                words.append(word)
            case .number, .literal, .other: start = start ?? place
            }
        }
        try end(at: scan.bytes.count)
        guard !statements.isEmpty else { throw SQLProblem("it has no statement") }
        self.statements = statements
    }

    private static func isTransactionControl(_ words: [String]) -> Bool {
        ["begin", "start", "commit", "end", "rollback", "abort"].contains(words.first ?? "")
    }

    /// Returns `false` for statements that Redshift does not allow in a transaction. Each rule is from the page of its
    /// statement.
    /// https://docs.aws.amazon.com/redshift/latest/dg/c_SQL_commands.html
    private static func isTransactional(_ words: [String]) -> Bool {
        func has(_ sequence: String...) -> Bool {
            words.indices.contains { words[$0...].starts(with: sequence) }
        }
        switch words.first {
        case "vacuum", "truncate", "refresh": return false
        case "create", "drop":
            return
                !((words.count > 1 && words[1] == "database") || has("create", "external", "database")
                || has("external", "table") || has("library"))
        case "alter":
            if words.count > 1, words[1] == "database" || words[1] == "system" { return false }
            guard words.count > 1, words[1] == "table" else { return true }
            // Not allowed: a change of type, encoding, distribution or sorting, and the changes of external tables.
            return
                !(has("append") || has("type") || has("encode") || has("alter", "distkey") || has("alter", "diststyle")
                || has("alter", "sortkey") || has("alter", "compound") || has("add", "partition")
                || has("drop", "partition")
                || has("set", "location") || has("set", "table") || has("set", "file"))
        case "copy": return !(has("job", "create") || (words.count > 1 && words[1] == "job"))
        default: return true
        }
    }

    private static func trimmed(_ text: String) -> String {
        let bytes = Array(text.utf8)
        let end = bytes.lastIndex { $0 > 0x20 }.map { $0 + 1 } ?? 0
        return String(decoding: bytes[..<end], as: UTF8.self)
    }
}
