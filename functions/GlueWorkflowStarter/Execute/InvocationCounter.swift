import Synchronization

/// Counts what the concurrent parts of one invocation did.
final class InvocationCounter: Sendable {
    private let counted = Mutex(SweepCounts())

    var counts: SweepCounts { counted.withLock { $0 } }

    func add(_ count: any WritableKeyPath<SweepCounts, Int> & Sendable, _ number: Int = 1) {
        counted.withLock { $0[keyPath: count] += number }
    }
}
