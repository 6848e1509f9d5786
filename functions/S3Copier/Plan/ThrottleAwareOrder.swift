/// The order in which the chains of a batch are started: throttled chains let other chains go first. A chain is a list
/// of messages or events that are processed in order. It is throttled when its first copy would have to wait.
struct ThrottleAwareOrder: Sendable {
    /// The maximum number of throttled chains that are skipped in the search for a chain that need not wait. Without
    /// this limit, a throttled batch of thousands would be searched for each copy.
    private static let horizon = 256

    private let count: Int
    private var nextChain = 0
    private var deferred: [Int] = []

    init(count: Int) { self.count = count }

    /// - Parameter isThrottled: returns `true` when a chain would have to wait.
    /// - Returns: the next chain to start; `nil` when all chains are started.
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
