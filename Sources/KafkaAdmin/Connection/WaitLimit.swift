import DatabaseClient

/// The limit of a call's waiting. The call waits until its deadline or its cancellation, whichever comes first.
struct WaitLimit: Sendable {
    let deadline: ContinuousClock.Instant
    let cancellation: CallCancellation

    var isOver: Bool { cancellation.isCancelled || ContinuousClock.now >= deadline }

    /// Returns this limit with a deadline that is at most `duration` from now.
    func atMost(_ duration: Duration) -> WaitLimit {
        WaitLimit(deadline: min(deadline, .now + duration), cancellation: cancellation)
    }
}
