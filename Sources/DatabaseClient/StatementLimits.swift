/// The limits of the statements of one snapshot.
public struct StatementLimits: Sendable {
    /// The limit of one statement; the server keeps it too, when it can.
    public var statementTimeout: Duration
    /// The moment by which every statement has ended; `nil` for none.
    public var deadline: ContinuousClock.Instant?

    public init(statementTimeout: Duration, deadline: ContinuousClock.Instant? = nil) {
        self.statementTimeout = statementTimeout
        self.deadline = deadline
    }

    /// Our own limit of a statement that begins now.
    ///
    /// - Parameter grace: how much later than the server's own limit, for a server that does not answer at all.
    public func timeout(grace: Duration = .seconds(5)) -> Duration {
        let own = statementTimeout + grace
        return deadline.map { min(own, ContinuousClock.now.duration(to: $0)) } ?? own
    }
}
