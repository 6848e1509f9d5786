import UTCTime

/// Bounds a loop over a document that other invocations change too, and spreads their next attempts in time.
///
/// A loop spends one for each round. When nothing is left it ends, and the next event or sweep continues.
struct ConflictRetryLimit {
    private var left: Int
    private let clock: TimeSource

    static let shortestPause = Duration.milliseconds(5)
    private static let longestPause = Duration.milliseconds(400)

    private var pause = Self.shortestPause

    /// - Parameter rounds: the most that the work can need without conflicts, and some more.
    init(rounds: Int, clock: TimeSource) {
        left = rounds
        self.clock = clock
    }

    /// - Returns: `false` when the loop must end.
    mutating func spend() -> Bool {
        guard left > 0, !Task.isCancelled else { return false }
        left -= 1
        return true
    }

    /// Waits, with jitter, after another invocation has won the race for a document.
    mutating func yield() async throws {
        try await clock.sleep(for: pause * Double.random(in: 0.5...1))
        pause = min(pause * 2, Self.longestPause)
    }
}
