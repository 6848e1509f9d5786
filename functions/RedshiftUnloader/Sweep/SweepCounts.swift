/// What one sweep found.
struct SweepCounts: Sendable, Equatable {
    var open = 0
    var closed = 0
    /// Work that only a person can be expected to end.
    var stuck = 0
    var restarted = 0
    /// Work that was not looked at for lack of time, or for an error.
    var left = 0
}
