/// The counts that a sweep, or an event of Glue, is answered with.
struct SweepCounts: Codable, Sendable, Equatable {
    /// Records that were read.
    var open = 0
    var checked = 0
    var started = 0
    var finished = 0
    var callbacks = 0
    /// Tasks that were over before they were notified.
    var gone = 0
    var heartbeats = 0
    var stopped = 0
    var failures = 0
}
