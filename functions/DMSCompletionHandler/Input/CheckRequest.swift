import UTCTime

/// A request to check one task or migration.
struct CheckRequest: Sendable, Equatable {
    enum Subject: Sendable, Equatable {
        /// The ARN of a task, of a replication config or of a task execution.
        case resource(String)
        /// The identifier of a DMS task. DMS's SNS messages contain it instead of the ARN.
        case identifier(String)
        /// The name of a migration in the plan.
        case migration(String)

        var name: String {
            switch self {
            case .migration(let name), .resource(let name), .identifier(let name): name
            }
        }
    }

    var subject: Subject
    /// The time at which the run ended, according to the event; `nil` without such an event.
    var endedAt: UTCTime?
    /// The number of earlier checks of the same stop.
    var attempt = 0
    /// The name of the run whose unfinished steps must continue; `nil` for a complete check. Such a run already
    /// has a manifest.
    var run: String?
    /// `true` when the scheduled sweep makes the check.
    var isSweep = false
    /// `true` when a caller waits for the verdict.
    var isAsked = false
    /// `true` to check a run's end again although its record is completed.
    var isForced = false
    /// `true` when the caller gets an error for every outcome except a pass.
    var failsUnlessPassed = false
}
