public import UTCTime

/// The right of one owner to work on a document until a time. A document has one as `lease: Lease?`.
///
/// Legal moves: nobody's → taken; taken → prolonged or given back by its owner; taken and ended → taken by anybody.
public struct Lease: Codable, Sendable, Hashable {
    /// The owner, e.g. by the invocation's request id: it may take the lease again, because its first answer may have been
    /// lost.
    public let owner: String
    public let until: UTCTime

    public init(owner: String, until: UTCTime) {
        self.owner = owner
        self.until = until
    }

    public func isOver(at now: UTCTime) -> Bool { until <= now }
}

extension Lease? {
    /// Takes the lease, or prolongs it.
    ///
    /// - Returns: `false` when somebody else has it.
    public mutating func take(for owner: String, until: UTCTime, at now: UTCTime) -> Bool {
        if let lease = self, lease.owner != owner, !lease.isOver(at: now) { return false }
        self = Lease(owner: owner, until: until)
        return true
    }

    /// Gives the lease back.
    ///
    /// - Returns: `false` when it is not that owner's, and nothing changed.
    public mutating func release(by owner: String) -> Bool {
        guard self?.owner == owner else { return false }
        self = nil
        return true
    }

    /// Returns `true` while somebody is at work.
    public func isHeld(at now: UTCTime) -> Bool { self.map { !$0.isOver(at: now) } ?? false }

    /// Returns `true` while that owner may go on. It may so after the lease's end, until somebody else took it.
    public func isHeld(by owner: String) -> Bool { self?.owner == owner }
}
