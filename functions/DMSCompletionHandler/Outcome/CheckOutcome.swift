import LambdaRuntime
import Logging

/// The outcome of one check.
enum CheckOutcome: String, InvocationOutcome, Codable {
    case passed = "Passed"
    case partlyPassed = "PartlyPassed"
    case quarantined = "Quarantined"
    case failed = "Failed"
    /// The migration passed, but a next step is not finished yet.
    case continuing = "Continuing"
    case plannedStop = "PlannedStop"
    case stale = "Stale"
    case rechecking = "Rechecking"
    case undecided = "Undecided"
    case duplicate = "Duplicate"
    case notRunning = "NotRunning"
    case fine = "Fine"
    case notConfigured = "NotConfigured"
    case ignored = "Ignored"
    case blocked = "Blocked"
    case stepFailed = "StepFailed"
    case malformed = "Malformed"

    /// The handling of the event's message: acknowledge it, or send it back to the queue. After too many deliveries the
    /// message goes to the dead-letter queue.
    var disposition: MessageDisposition { needsRedelivery ? .retry() : .ack }

    /// `true` when the message goes back to the queue and, after too many deliveries, to the dead-letter queue.
    var needsRedelivery: Bool { self == .blocked || self == .stepFailed || self == .malformed }

    /// `true` when the function notifies people and other systems of the outcome, once per stop.
    var isNotified: Bool {
        switch self {
        case .passed, .partlyPassed, .quarantined, .failed, .undecided, .blocked, .stepFailed, .notRunning: true
        default: false
        }
    }

    var level: Logger.Level {
        switch self {
        case .fine, .ignored, .duplicate: .debug
        case .passed, .continuing, .stale, .plannedStop, .rechecking, .notConfigured: .info
        case .partlyPassed: .warning
        case .quarantined, .failed, .undecided, .notRunning, .blocked, .stepFailed, .malformed: .error
        }
    }

    /// The detail-type of the event that the function sends for the outcome; `nil` when it sends no event.
    var detailType: String? {
        switch self {
        case .passed: "Migration Passed"
        case .partlyPassed: "Migration Partly Passed"
        case .quarantined: "Migration Quarantined"
        case .failed: "Migration Failed"
        case .undecided: "Migration Undecided"
        case .blocked: "Migration Blocked"
        case .notRunning: "Migration Not Running"
        default: nil
        }
    }

    /// Advice to the person on call; `nil` when there is nothing to do.
    var advice: String? {
        switch self {
        case .passed, .continuing, .stale, .rechecking, .duplicate, .fine, .ignored: nil
        case .partlyPassed, .quarantined:
            "check the tables named; reload them in DMS (its next stop is checked by itself), or, when they are right after all, invoke the function with {\"migration\": \"…\", \"force\": true}"
        case .failed: "see the task's log in CloudWatch and its last failure message, then resume or restart the task"
        case .plannedStop: "name the stop reason in accept_stops if it is this migration's end"
        case .undecided:
            "check the task in the DMS console; invoke the function with {\"migration\": \"…\", \"force\": true} when it is clear"
        case .notRunning: "start the task, or take must_run or stops_within out of its migration"
        case .notConfigured: "add the task to the plan, or narrow the rule that sends its events"
        case .blocked:
            "mend the cause that the error names; the next delivery of the message and the sweeper repeat the check"
        case .stepFailed:
            "mend the cause that the error names; the next delivery of the message and the sweeper retry the step"
        case .malformed: "find the sender of the event in the function's triggers, and stop or correct it"
        }
    }
}
