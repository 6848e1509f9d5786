/// What came of claiming a stop.
enum Claim: Sendable, Equatable {
    case mine(ClaimRecord)
    /// It is settled, or somebody else is at it.
    case taken(ClaimRecord?)
}
