import UTCTime

/// A request, read from an input.
enum HandlerRequest: Sendable, Equatable {
    /// Look at one resource.
    case check(CheckRequest)
    /// Look at every configured migration.
    case sweep
    /// An event that cannot mean an end.
    case ignored(String)
}
