/// The findings of a migration, and what they rest on.
struct Reconciliation: Sendable {
    var findings: [TableJudgement]
    var evidence: Manifest.Evidence
    /// Entries of the plan that stand for no table.
    var warnings: [String] = []
    /// Rows that this function counted itself.
    var rowsCounted: Int64 = 0
    var duration: Duration = .zero
}
