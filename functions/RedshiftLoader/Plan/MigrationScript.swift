import RedshiftSQL

/// The statements of one migration's file.
struct MigrationScript: Sendable, Hashable {
    let name: MigrationName
    /// SHA-256 of the text, without regard to the ends of lines.
    let checksum: String
    let script: SQLScript

    /// The number of statements of the journal in a batch.
    static let ownStatements = 3

    /// `true` for a migration that the loader made from the plan. Its statements may run again from the first.
    let isGenerated: Bool

    /// - Parameters:
    ///   - generated: the name of a repeatable migration.
    ///   - checksum: of what the statements bring about.
    /// - Throws: ``SQLProblem``.
    init(generated: String, _ checksum: String, _ statements: [String]) throws(SQLProblem) {
        guard let name = MigrationName(generated) else { throw SQLProblem("\(generated) is no name of a migration") }
        self.name = name
        self.checksum = checksum
        script = try SQLScript(statements.joined(separator: ";\n"))
        isGenerated = true
    }

    /// - Throws: ``SQLProblem`` for what cannot be run as it is.
    init(_ name: MigrationName, text: String) throws(SQLProblem) {
        self.name = name
        isGenerated = false
        checksum = sha256(String(decoding: text.utf8.filter { $0 != UInt8(ascii: "\r") }, as: UTF8.self))
        do throws(SQLProblem) {
            script = try SQLScript(text)
        } catch {
            throw SQLProblem("\(name): \(error.description)")
        }
        let most = RedshiftBatch.mostStatements - Self.ownStatements
        if script.statements.count > most {
            throw SQLProblem(
                "\(name) has \(script.statements.count) statements; one batch takes \(most): part it into several migrations"
            )
        }
        for statement in script.statements where statement.text.utf8.count > RedshiftBatch.longestStatement {
            throw SQLProblem("\(name): the statement of line \(statement.line) is longer than 100 kB")
        }
    }

    /// The way in which each statement runs, for people.
    var explanation: [String] {
        let mode = script.isTransactional ? "one transaction" : "each statement commits by itself"
        return ["-- \(name) (\(checksum.prefix(12))): \(script.statements.count) statements, \(mode)"]
            + script.statements.flatMap { statement in
                let note = statement.isTransactional ? "" : ", which Redshift runs in no transaction"
                return ["-- line \(statement.line)\(note)", "\(statement.text);"]
            }
    }
}
