/// The order in which the chains of a batch are begun: one whose prefix S3 throttles lets the others go first.
struct ThrottleAwareOrder: Sendable {
    /// Chains that are searched for one that need not wait: a throttled batch of thousands must not be searched for each copy.
    private static let horizon = 256

    private let count: Int
    private var nextChain = 0
    private var deferred: [Int] = []

    init(count: Int) { self.count = count }

    /// - Parameter isThrottled: whether a chain would have to wait.
    /// - Returns: the next chain to begin; `nil` when all are.
    mutating func next(isThrottled: (_ chain: Int) -> Bool) -> Int? {
        if let free = deferred.firstIndex(where: { !isThrottled($0) }) { return deferred.remove(at: free) }
        while nextChain < count, deferred.count < Self.horizon {
            let chain = nextChain
            nextChain += 1
            guard isThrottled(chain) else { return chain }
            deferred.append(chain)
        }
        // All are held up: then in their order.
        return deferred.isEmpty ? nil : deferred.removeFirst()
    }
}
