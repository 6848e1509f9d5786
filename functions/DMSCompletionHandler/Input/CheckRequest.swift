import UTCTime

/// One resource to look at, and why.
struct CheckRequest: Sendable, Equatable {
    enum Subject: Sendable, Equatable {
        /// A task's, a replication config's or a task execution's ARN.
        case resource(String)
        /// The task's own name, which DMS's SNS message has instead.
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
    /// The time at which, says the event, something ended; `nil` when nobody says so.
    var endedAt: UTCTime?
    /// Number of earlier looks.
    var attempt = 0
    /// A run whose manifest is written: only its next steps are to be followed up.
    var run: String?
    /// The sweeper looks: it comes again by itself.
    var isSweep = false
    /// Somebody asks, and waits for the verdict.
    var isAsked = false
    /// Check a settled end anew.
    var isForced = false
    /// Anything but a pass is an error to the caller.
    var failsUnlessPassed = false
}
