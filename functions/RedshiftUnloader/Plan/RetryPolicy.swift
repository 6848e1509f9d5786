/// How often an export is attempted again whose failure may pass by itself.
struct RetryPolicy: Sendable, Equatable, Codable {
    /// Attempts in all, the first one included.
    var attempts = 3
    var waitSeconds = 300
}
