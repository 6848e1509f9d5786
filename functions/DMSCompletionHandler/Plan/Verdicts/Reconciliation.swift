/// The findings about a migration's tables, and the evidence for these findings.
struct Reconciliation: Sendable {
    var findings: [TableJudgement]
    var evidence: Manifest.Evidence
    /// Warnings about table entries of the plan that match no table.
    var warnings: [String] = []
    /// The number of rows that this function counted itself.
    var rowsCounted: Int64 = 0
    var duration: Duration = .zero
}
