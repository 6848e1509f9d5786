/// The result of one sweep.
struct SweepCounts: Encodable, Sendable, Equatable {
    /// The number of stalled copies in parts.
    var stalledCopies = 0
    /// The number of this function's uploads that were aborted because no record names them.
    var orphansAborted = 0
}
