/// The token bucket of the "standard" retry mode, shared by all calls of one client: when most calls fail, retries stop, so
/// that they do not make an outage worse.
struct RetryQuota: Sendable, Equatable {
    static let capacity = 500
    static let transientCost = 14
    static let throttledCost = 5
    static let successRefill = 1

    private(set) var available = RetryQuota.capacity

    /// Takes `cost` tokens for a retry; `false` when there are not enough.
    mutating func take(_ cost: Int) -> Bool {
        guard cost <= available else { return false }
        available -= cost
        return true
    }

    /// Returns tokens after a success: as many as its last retry took, or a few if it needed none.
    mutating func succeed(lastRetryCost: Int?) {
        available = min(Self.capacity, available + (lastRetryCost ?? Self.successRefill))
    }
}
