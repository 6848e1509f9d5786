/// The maximum number of attempts of a load or a migration, and the waits after temporary failures. The preparation of
/// a lane's tables has the same waits, but no maximum.
enum RetryPolicy {
    static let attempts = 6

    /// Returns the wait before the next attempt.
    ///
    /// - Parameter failures: the number of failures so far, from 1.
    /// - Returns: 15 s, 30 s, 60 s and so on, at most 10 minutes.
    static func wait(after failures: Int) -> Duration { .seconds(min(600, 15 << min(max(failures - 1, 0), 6))) }
}
