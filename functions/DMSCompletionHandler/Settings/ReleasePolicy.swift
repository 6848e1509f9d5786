/// What a quarantined table keeps from going on.
enum ReleasePolicy: String, Sendable, CaseIterable {
    /// One quarantined table holds everything back.
    case all
    /// Each table goes on by itself.
    case table
}
