/// The waits between attempts to write a document that others write too: full jitter over a range that doubles.
struct ConflictBackoff: Sendable {
    static let attempts = 32
    static let first = Duration.milliseconds(10)
    static let longest = Duration.seconds(1)

    /// - Parameters:
    ///   - conflict: counted from 1.
    ///   - jitter: 0 up to, not including, 1.
    /// - Returns: `nil` to try at once. The first conflict brings the item with it, so that nothing is to be read.
    static func delay(after conflict: Int, jitter: Double) -> Duration? {
        guard conflict > 1 else { return nil }
        let range = min(longest, first * (1 << min(conflict - 2, 10)))
        return range * min(max(jitter, 0), 1)
    }
}
