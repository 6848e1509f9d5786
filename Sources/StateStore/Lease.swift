public import UTCTime

/// The right of one owner to work on a document until a certain time. A document stores it as `lease: Lease?`.
///
/// Legal moves: free → acquired; acquired → extended or released by its owner; expired → acquired by anybody.
public struct Lease: Codable, Sendable, Hashable {
    /// The owner, e.g. the invocation's request id. The owner may acquire the lease again, because the answer to its
    /// first attempt may have been lost.
    public let owner: String
    public let until: UTCTime

    public init(owner: String, until: UTCTime) {
        self.owner = owner
        self.until = until
    }

    public func isOver(at now: UTCTime) -> Bool { until <= now }
}

extension Lease? {
    /// Acquires the lease, or extends it.
    ///
    /// - Returns: `false` when another owner has the lease.
    public mutating func take(for owner: String, until: UTCTime, at now: UTCTime) -> Bool {
        if let lease = self, lease.owner != owner, !lease.isOver(at: now) { return false }
        self = Lease(owner: owner, until: until)
        return true
    }

    /// Releases the lease.
    ///
    /// - Returns: `false` when the lease belongs to another owner; nothing is changed then.
    public mutating func release(by owner: String) -> Bool {
        guard self?.owner == owner else { return false }
        self = nil
        return true
    }

    /// Returns `true` while an owner has the lease and it has not expired.
    public func isHeld(at now: UTCTime) -> Bool { self.map { !$0.isOver(at: now) } ?? false }

    /// Returns `true` while the lease belongs to `owner`. The owner may continue after the lease expires, until another
    /// owner acquires it.
    public func isHeld(by owner: String) -> Bool { self?.owner == owner }
}
