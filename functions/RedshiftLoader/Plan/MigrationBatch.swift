import RedshiftSQL

/// One batch of a migration. A migration that can be a transaction is one batch, with what the journal says of it. Of another
/// one each statement is a batch of its own: in a longer one the Data API may run what stands behind a statement that failed.
struct MigrationBatch: Sendable {
    let statements: [String]
    let isTransaction: Bool
    /// `true` for the last batch of a migration.
    let isLast: Bool
    /// The migration's statement that the batch begins with, from 0; `nil`: it has none of its own.
    private let first: Int?
    /// Statements in front of the migration's own.
    private let before: Int
    private let canStay: Bool

    /// - Parameters:
    ///   - step: of the migration, from 0.
    ///   - partial: of an attempt that was refused halfway.
    ///   - undone: the migration that this one takes back.
    /// - Throws: ``SQLProblem`` for a migration whose done part was changed.
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

    /// The statements that stay done when this batch was refused: none of a transaction.
    func partial(_ script: MigrationScript) -> MigrationRecord.Partial? {
        guard canStay, let first else { return nil }
        let texts = script.script.statements.map(\.text)
        return MigrationRecord.Partial(
            script: script.name.description,
            count: first,
            hash: Self.hash(texts.prefix(first))
        )
    }

    /// The line of the migration's statement that is at a place of the batch.
    func line(_ script: MigrationScript, of index: Int) -> Int? {
        guard let first, index >= before else { return nil }
        let own = first + index - before
        return script.script.statements.indices.contains(own) ? script.script.statements[own].line : nil
    }

    private static func hash(_ texts: ArraySlice<String>) -> String { sha256(texts.joined(separator: "\u{0}")) }
}
