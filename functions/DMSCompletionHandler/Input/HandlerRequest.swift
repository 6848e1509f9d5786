import UTCTime

/// What an input asks for.
enum HandlerRequest: Sendable, Equatable {
    /// Look at one resource.
    case check(CheckRequest)
    /// Look at every configured migration.
    case sweep
    /// An event that cannot mean an end.
    case ignored(String)
}
