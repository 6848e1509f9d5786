import RedshiftSQL

/// The name of a statement. The event of its end carries it, and so names the run.
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

    /// `nil` for a statement that is not ours.
    init?(_ text: String, prefix: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 4, parts[0] == prefix, let attempt = Int(parts[3]), !parts[1].isEmpty, !parts[2].isEmpty
        else { return nil }
        self.init(prefix: prefix, runID: String(parts[1]), export: String(parts[2]), attempt: attempt)
    }

    var description: String { "\(prefix)/\(runID)/\(export)/\(attempt)" }

    /// Names a batch: the same for every repetition of one submission. Without the prefix two deployments would share
    /// statements.
    ///
    /// - Parameter salt: of the attempt. Without it a warehouse or a state table that is made anew within eight hours counts
    ///   its attempts from 1 again, and the Data API answers with the batch of the first one.
    /// - Throws: ``SQLProblem`` for statements that the Data API does not take.
    func batch(_ statements: [String], salt: String) throws(SQLProblem) -> RedshiftBatch {
        try RedshiftBatch(
            name: description,
            statements: statements,
            identity: RedshiftBatch.identity(description, salt: salt, [])
        )
    }
}
