/// A delayed message that the function sends to itself to repeat a check.
struct RecheckMessage: Codable, Sendable, Equatable {
    let resource: String
    /// The number of earlier checks of the same stop, 0 to ``mostAttempts``.
    let attempt: Int
    /// The time at which the run ended, according to the event, in RFC 3339.
    var endedAt: String?
    /// The name of the run whose unfinished steps must continue; `nil` for a complete check. Such a run already
    /// has a manifest.
    var run: String?

    static let mostAttempts = 1000
}
