import Synchronization

/// Hands out the indices of a list, each once.
final class SharedWorkQueue: Sendable {
    private let taken = Atomic(0)
    private let count: Int

    init(count: Int) { self.count = count }

    func next() -> Int? {
        let index = taken.wrappingAdd(1, ordering: .relaxed).oldValue
        return index < count ? index : nil
    }
}
