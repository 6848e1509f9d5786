import RedshiftSQL

/// One batch of a migration.
///
/// A migration that can run in a transaction is one batch, which includes the journal's statements. Otherwise each
/// statement is a separate batch: in a longer batch, the Data API may run the statements after a failed one.
struct MigrationBatch: Sendable {
    let statements: [String]
    let isTransaction: Bool
    /// `true` for the last batch of a migration.
    let isLast: Bool
    /// The index in the migration, from 0, of the batch's first statement; `nil` for a batch of only journal
    /// statements.
    private let first: Int?
    /// The number of journal statements before the migration's own statements.
    private let before: Int
    private let canStay: Bool

    /// Makes the batch for one step of a migration.
    ///
    /// - Parameters:
    ///   - step: the index of the batch in the migration, from 0.
    ///   - partial: the finished statements of an attempt that was refused halfway.
    ///   - undone: the migration that this one undoes.
    /// - Throws: ``SQLProblem`` for a migration with changes in its finished statements.
    init(
        _ script: MigrationScript,
        _ journal: MigrationJournal,
        step: Int,
        partial: MigrationRecord.Partial?,
        undone: String?
    ) throws(SQLProblem) {
        let texts = script.script.statements.map(\.text)
        let name = script.name.description
        var done = 0
        if let partial, partial.script == name, !script.isGenerated {
            guard partial.count <= texts.count, Self.hash(texts.prefix(partial.count)) == partial.hash else {
                throw SQLProblem(
                    "the first \(partial.count) statements of \(name) are done, and were changed: put them back, mend only what follows"
                )
            }
            done = partial.count
        }
        var beginning = journal.beginning(name, checksum: script.checksum, statements: texts.count)
        var finishing = [journal.finishing(name)]
        if case .undo = script.name.kind {
            beginning = []
            finishing = undone.map { [journal.undoing($0)] } ?? []
        }
        canStay = !script.script.isTransactional && !script.isGenerated
        if script.script.isTransactional {
            (statements, isTransaction, isLast) = (beginning + texts + finishing, true, true)
            (first, before) = (0, beginning.count)
            return
        }
        let batches =
            (beginning.isEmpty ? [] : [(beginning, Int?.none)])
            + texts.indices.dropFirst(done).map { ([texts[$0]], Int?.some($0)) }
            + (finishing.isEmpty ? [] : [(finishing, Int?.none)])
        guard batches.indices.contains(step) else { throw SQLProblem("\(name) has no step \(step)") }
        (statements, first) = batches[step]
        isTransaction = first == nil
        isLast = step == batches.count - 1
        before = 0
    }

    /// Returns the number and the hash of the statements that finished before this batch. They stay committed when
    /// Redshift refuses this batch. `nil` for a transaction, and for a generated migration.
    func partial(_ script: MigrationScript) -> MigrationRecord.Partial? {
        guard canStay, let first else { return nil }
        let texts = script.script.statements.map(\.text)
        return MigrationRecord.Partial(
            script: script.name.description,
            count: first,
            hash: Self.hash(texts.prefix(first))
        )
    }

    /// Returns the line number, in the migration's file, of a statement in the batch; `nil` for a journal statement.
    func line(_ script: MigrationScript, of index: Int) -> Int? {
        guard let first, index >= before else { return nil }
        let own = first + index - before
        return script.script.statements.indices.contains(own) ? script.script.statements[own].line : nil
    }

    private static func hash(_ texts: ArraySlice<String>) -> String { sha256(texts.joined(separator: "\u{0}")) }
}
