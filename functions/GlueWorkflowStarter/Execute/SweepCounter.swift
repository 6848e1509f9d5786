import Synchronization

/// Counts the steps of one invocation, which its concurrent parts add to.
final class SweepCounter: Sendable {
    private let counted = Mutex(SweepCounts())

    var counts: SweepCounts { counted.withLock { $0 } }

    func add(_ count: any WritableKeyPath<SweepCounts, Int> & Sendable, _ number: Int = 1) {
        counted.withLock { $0[keyPath: count] += number }
    }
}
