/// The tables that are not released when one table is quarantined.
enum HoldBackScope: String, Sendable, CaseIterable {
    /// All tables: one quarantined table stops the whole release.
    case all
    /// Only the quarantined table; every other table is released by itself.
    case table
}
