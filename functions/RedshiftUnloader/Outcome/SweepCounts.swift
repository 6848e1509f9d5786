/// The items that one sweep found, by how they ended.
struct SweepCounts: Sendable, Equatable {
    var open = 0
    var closed = 0
    /// Work that only a person can be expected to end.
    var stuck = 0
    /// Runs whose start was cut off.
    var restarted = 0
    /// Work that was left to the next sweep, for lack of time or for an error.
    var left = 0
}
