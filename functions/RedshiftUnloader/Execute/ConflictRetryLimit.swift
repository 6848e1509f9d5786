import UTCTime

/// Limits the rounds of a loop that changes a document. Other invocations may change the same document first. Then
/// another round is necessary. Random pauses spread the attempts of the invocations in time.
///
/// The loop calls ``spend()`` for each round. When no round is left the loop ends, and the next event or sweep
/// continues.
struct ConflictRetryLimit {
    private var left: Int
    private let clock: TimeSource

    static let shortestPause = Duration.milliseconds(5)
    private static let longestPause = Duration.milliseconds(400)

    private var pause = Self.shortestPause

    /// - Parameter rounds: the maximum number of rounds that the work can need without conflicts, and some more.
    init(rounds: Int, clock: TimeSource) {
        left = rounds
        self.clock = clock
    }

    /// Counts one round.
    ///
    /// - Returns: `false` when the loop must end.
    mutating func spend() -> Bool {
        guard left > 0, !Task.isCancelled else { return false }
        left -= 1
        return true
    }

    /// Waits for a random time after a conflict with another invocation.
    mutating func yield() async throws {
        try await clock.sleep(for: pause * Double.random(in: 0.5...1))
        pause = min(pause * 2, Self.longestPause)
    }
}
