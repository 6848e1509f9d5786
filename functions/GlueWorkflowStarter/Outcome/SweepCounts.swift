/// The results of a sweep, or of an event, in numbers.
struct SweepCounts: Codable, Sendable, Equatable {
    /// Records that were looked at.
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
