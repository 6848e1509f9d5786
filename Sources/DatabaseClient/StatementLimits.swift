/// The time limits of the statements in one snapshot.
public struct StatementLimits: Sendable {
    /// The time limit of one statement. The server enforces it too, if it can.
    public var statementTimeout: Duration
    /// The time at which every statement must have ended; `nil` for none.
    public var deadline: ContinuousClock.Instant?

    public init(statementTimeout: Duration, deadline: ContinuousClock.Instant? = nil) {
        self.statementTimeout = statementTimeout
        self.deadline = deadline
    }

    /// Returns the client's own time limit for a statement that begins now.
    ///
    /// - Parameter grace: the time after the server's own limit, for a server that does not answer at all.
    public func timeout(grace: Duration = .seconds(5)) -> Duration {
        let own = statementTimeout + grace
        return deadline.map { min(own, ContinuousClock.now.duration(to: $0)) } ?? own
    }
}
