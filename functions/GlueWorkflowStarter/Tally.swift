import Synchronization

/// What a sweep, or an event, has led to.
final class Tally: Sendable {
    struct Counts: Codable, Sendable, Equatable {
        /// Records and queues that were looked at.
        var open = 0
        var checked = 0
        var started = 0
        var finished = 0
        var callbacks = 0
        /// Tasks that were over before they were told.
        var gone = 0
        var heartbeats = 0
        var stopped = 0
        var failures = 0
    }

    private let counted = Mutex(Counts())

    var counts: Counts { counted.withLock { $0 } }

    func add(_ count: any WritableKeyPath<Counts, Int> & Sendable, _ number: Int = 1) {
        counted.withLock { $0[keyPath: count] += number }
    }
}
