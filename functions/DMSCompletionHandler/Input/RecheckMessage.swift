/// What the function sends itself.
struct RecheckMessage: Codable, Sendable, Equatable {
    let resource: String
    let attempt: Int
    /// When the event said that something ended; RFC 3339.
    var endedAt: String?
    /// A stop whose manifest is written and whose next steps go on.
    var run: String?
}
