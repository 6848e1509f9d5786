/// The tables that a quarantined table holds back.
enum HoldBackScope: String, Sendable, CaseIterable {
    /// One quarantined table holds everything back.
    case all
    /// Each table is released by itself.
    case table
}
