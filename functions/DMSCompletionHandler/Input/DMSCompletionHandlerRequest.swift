import UTCTime

/// The work that one input of the function asks for.
enum DMSCompletionHandlerRequest: Sendable, Equatable {
    /// A request to check one task or migration.
    case check(CheckRequest)
    /// A request to check every migration of the plan.
    case sweep
    /// An event that does not report the end of a run, and is ignored.
    case ignored(String)
}
