/// The attempts of a load after failures that may be temporary.
enum RetryPolicy {
    static let attempts = 6

    /// - Parameter failures: so far, from 1.
    /// - Returns: 15 s, 30 s, 60 s and so on, at most 10 minutes.
    static func wait(after failures: Int) -> Duration { .seconds(min(600, 15 << min(max(failures - 1, 0), 6))) }
}
