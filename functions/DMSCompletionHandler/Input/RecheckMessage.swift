/// A message that the function sends itself, to check again later.
struct RecheckMessage: Codable, Sendable, Equatable {
    let resource: String
    /// 1 to ``mostAttempts``.
    let attempt: Int
    /// The time of the end that the event reported, in RFC 3339.
    var endedAt: String?
    /// A run whose manifest is written and whose steps are not over.
    var run: String?

    static let mostAttempts = 1000
}
