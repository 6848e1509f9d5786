/// The token bucket of the "standard" retry mode, shared by all calls of one client. When most calls fail, it stops the
/// retries, so that they do not make an outage worse.
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

    /// Puts tokens back after a success. It puts back as many as the call's last retry took, or one when the call
    /// needed no retry.
    mutating func succeed(lastRetryCost: Int?) {
        available = min(Self.capacity, available + (lastRetryCost ?? Self.successRefill))
    }
}
