import AWSClient

/// The pause before a failed call is tried again.
enum RetryPause {
    static let base = Duration.milliseconds(50)
    static let longest = Duration.seconds(20)
    /// The maximum time that is added to the back-off when a service asks for a longer pause.
    static let mostAdded = Duration.seconds(5)

    /// Returns a pause of up to 50, 100, 200, … ms, as in the standard mode of AWS's SDKs. The pause is longer when the
    /// service asks for it.
    /// https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
    ///
    /// - Parameters:
    ///   - attempt: the number of the failed attempt, counted from 1.
    ///   - jitter: from 0 up to 1; the pause is always at least half of the back-off, so that no retry is immediate.
    static func after(attempt: Int, _ error: AWSError, jitter: Double) -> Duration {
        let full = min(longest, base * (1 << min(max(attempt, 1) - 1, 10)))
        let backoff = full / 2 + full / 2 * min(max(jitter, 0), 1)
        return max(backoff, min(error.retryAfter ?? .zero, backoff + mostAdded))
    }
}
