import RedshiftSQL

/// The statements of one migration, which has a file or is generated from the plan.
struct MigrationScript: Sendable, Hashable {
    let name: MigrationName
    /// SHA-256 of the file's text without carriage returns; for a generated migration, a hash of its definition.
    let checksum: String
    let script: SQLScript

    /// The number of statements that the journal adds to a batch.
    static let ownStatements = 3

    /// `true` for a migration that the loader generated from the plan. It may run again from its first statement.
    let isGenerated: Bool

    /// Makes a migration from generated statements.
    ///
    /// - Parameters:
    ///   - generated: the name of a repeatable migration.
    ///   - checksum: a hash of the definition that the statements create.
    /// - Throws: ``SQLProblem``.
    init(generated: String, _ checksum: String, _ statements: [String]) throws(SQLProblem) {
        guard let name = MigrationName(generated) else { throw SQLProblem("\(generated) is no name of a migration") }
        self.name = name
        self.checksum = checksum
        script = try SQLScript(statements.joined(separator: ";\n"))
        isGenerated = true
    }

    /// Reads a migration from the text of its file.
    ///
    /// - Throws: ``SQLProblem`` for a text that cannot be run unchanged.
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

    /// The migration's statements as text for people, with the transaction mode of each.
    var explanation: [String] {
        let mode = script.isTransactional ? "one transaction" : "each statement commits by itself"
        return ["-- \(name) (\(checksum.prefix(12))): \(script.statements.count) statements, \(mode)"]
            + script.statements.flatMap { statement in
                let note = statement.isTransactional ? "" : ", which Redshift runs in no transaction"
                return ["-- line \(statement.line)\(note)", "\(statement.text);"]
            }
    }
}
