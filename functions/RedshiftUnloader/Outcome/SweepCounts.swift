/// Counts the items of one sweep by their state after the sweep.
struct SweepCounts: Sendable, Equatable {
    var open = 0
    var closed = 0
    /// Counts items that need a person. They are not expected to end by themselves.
    var stuck = 0
    /// Counts runs whose interrupted start this sweep completed.
    var restarted = 0
    /// Counts items that are left to the next sweep, because time ran out or an error occurred.
    var left = 0
}
