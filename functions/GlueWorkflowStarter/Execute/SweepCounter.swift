import Synchronization

/// Counts the steps of one invocation. Tasks that run concurrently add to the same counts.
final class SweepCounter: Sendable {
    private let counted = Mutex(SweepCounts())

    var counts: SweepCounts { counted.withLock { $0 } }

    func add(_ count: any WritableKeyPath<SweepCounts, Int> & Sendable, _ number: Int = 1) {
        counted.withLock { $0[keyPath: count] += number }
    }
}
