/// The counts in the answer to a sweep, or to an event of Glue.
struct SweepCounts: Codable, Sendable, Equatable {
    /// The number of open records and queues that were processed.
    var open = 0
    var checked = 0
    var started = 0
    var finished = 0
    var callbacks = 0
    /// The number of tasks that were already over when a message was sent to them.
    var gone = 0
    var heartbeats = 0
    var stopped = 0
    var failures = 0
}
