import Synchronization

/// Counts calls from several threads.
public final class SharedCount: Sendable {
    private let count = Mutex(0)

    public init() {}

    /// 1 the first time.
    public func next() -> Int {
        count.withLock {
            $0 += 1
            return $0
        }
    }
}
