import Synchronization

/// Counts calls from several threads.
final class SharedCount: Sendable {
    private let count = Mutex(0)

    /// 1 the first time.
    func next() -> Int {
        count.withLock {
            $0 += 1
            return $0
        }
    }
}
