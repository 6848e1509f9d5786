/// The result of one sweep.
struct SweepCounts: Encodable, Sendable, Equatable {
    /// Copies in parts that stood still.
    var stalledCopies = 0
    /// Uploads of this function that no record names.
    var orphansAborted = 0
}
