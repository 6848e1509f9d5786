import AWSClient

/// The wait before the retry of a call that failed by something other than throttling.
enum RetryPause {
    static let base = Duration.milliseconds(50)
    static let longest = Duration.seconds(20)
    /// The longest time that a service's request for a wait adds to the back-off.
    static let mostAdded = Duration.seconds(5)

    /// Waits up to 50, 100, 200, … ms, as AWS's SDKs do in their standard mode; longer when the service asks for it.
    /// https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
    ///
    /// - Parameters:
    ///   - attempt: the try that failed, counted from 1.
    ///   - jitter: from 0 up to 1; half of the back-off is always waited, so that no retry is immediate.
    static func after(attempt: Int, _ error: AWSError, jitter: Double) -> Duration {
        let full = min(longest, base * (1 << min(max(attempt, 1) - 1, 10)))
        let backoff = full / 2 + full / 2 * min(max(jitter, 0), 1)
        return max(backoff, min(error.retryAfter ?? .zero, backoff + mostAdded))
    }
}
