import UTCTime

/// One resource to check, and why.
struct CheckRequest: Sendable, Equatable {
    enum Subject: Sendable, Equatable {
        /// A task's, a replication config's or a task execution's ARN.
        case resource(String)
        /// The task's identifier, which DMS's SNS messages have instead.
        case identifier(String)
        /// A configured migration.
        case migration(String)

        var name: String {
            switch self {
            case .migration(let name), .resource(let name), .identifier(let name): name
            }
        }
    }

    var subject: Subject
    /// The time of the end that an event reports; `nil` without such an event.
    var endedAt: UTCTime?
    /// Number of earlier checks.
    var attempt = 0
    /// A run whose manifest is written: only its next steps are to be followed up.
    var run: String?
    /// True for a sweep, which is repeated on its schedule.
    var isSweep = false
    /// True for a caller who waits for the verdict.
    var isAsked = false
    /// True to check a completed end anew.
    var isForced = false
    /// True when anything but a pass is an error to the caller.
    var failsUnlessPassed = false
}
