/// The rule for automatic retries of an export that failed for a transient reason.
struct RetryPolicy: Sendable, Equatable, Codable {
    /// The maximum number of attempts of an export, the first one included.
    var attempts = 3
    var waitSeconds = 300
}
