import UTCTime

/// A request, read from an input.
enum DMSCompletionHandlerRequest: Sendable, Equatable {
    /// Check one resource.
    case check(CheckRequest)
    /// Check every configured migration.
    case sweep
    /// An event that cannot mean an end.
    case ignored(String)
}
