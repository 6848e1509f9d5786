/// The rule that says how much a quarantined table holds back.
enum ReleasePolicy: String, Sendable, CaseIterable {
    /// One quarantined table holds everything back.
    case all
    /// Each table goes on by itself.
    case table
}
