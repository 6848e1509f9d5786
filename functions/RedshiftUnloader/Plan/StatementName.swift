import RedshiftSQL

/// The name of a submitted statement. The event about the statement's end contains the name, which identifies the run.
struct StatementName: Sendable, Equatable, CustomStringConvertible {
    let prefix: String
    let runID: String
    let export: String
    let attempt: Int

    init(prefix: String, runID: String, export: String, attempt: Int) {
        self.prefix = prefix
        self.runID = runID
        self.export = export
        self.attempt = attempt
    }

    /// Parses a statement's name; `nil` when this deployment did not submit the statement.
    init?(_ text: String, prefix: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 4, parts[0] == prefix, let attempt = Int(parts[3]), !parts[1].isEmpty, !parts[2].isEmpty
        else { return nil }
        self.init(prefix: prefix, runID: String(parts[1]), export: String(parts[2]), attempt: attempt)
    }

    var description: String { "\(prefix)/\(runID)/\(export)/\(attempt)" }

    /// Makes the batch for a submission of the statements. A repeated submission gets the same identity. Without the
    /// prefix, two deployments would share statements.
    ///
    /// - Parameter salt: the salt of the attempt. Without it, a warehouse or a state table that is recreated within
    ///   eight hours would count its attempts from 1 again, and the Data API would answer with the first batch.
    /// - Throws: ``SQLProblem`` for statements that the Data API does not accept.
    func batch(_ statements: [String], salt: String) throws(SQLProblem) -> RedshiftBatch {
        try RedshiftBatch(
            name: description,
            statements: statements,
            identity: RedshiftBatch.identity(description, salt: salt, [])
        )
    }
}
