/// The waits between attempts to write a document while others write it too. They have full jitter, and their range
/// doubles.
struct ConflictBackoff: Sendable {
    static let attempts = 32
    static let first = Duration.milliseconds(10)
    static let longest = Duration.seconds(1)

    /// Returns the wait after a conflict.
    ///
    /// - Parameters:
    ///   - conflict: the number of the conflict, from 1.
    ///   - jitter: a random number from 0 up to, not including, 1.
    /// - Returns: `nil` to try again at once: the first conflict's error contains the item, so that it need not be
    ///   read.
    static func delay(after conflict: Int, jitter: Double) -> Duration? {
        guard conflict > 1 else { return nil }
        let range = min(longest, first * (1 << min(conflict - 2, 10)))
        return range * min(max(jitter, 0), 1)
    }
}
