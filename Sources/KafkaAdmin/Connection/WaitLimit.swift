import DatabaseClient

/// The limit of a call: its deadline, and its cancellation.
struct WaitLimit: Sendable {
    let deadline: ContinuousClock.Instant
    let cancellation: CallCancellation

    var isOver: Bool { cancellation.isCancelled || ContinuousClock.now >= deadline }

    /// The same, but not later than so long from now.
    func atMost(_ duration: Duration) -> WaitLimit {
        WaitLimit(deadline: min(deadline, .now + duration), cancellation: cancellation)
    }
}
