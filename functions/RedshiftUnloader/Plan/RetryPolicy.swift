/// The automatic attempts of an export that failed for a transient reason.
struct RetryPolicy: Sendable, Equatable, Codable {
    /// Attempts in all, the first one included.
    var attempts = 3
    var waitSeconds = 300
}
