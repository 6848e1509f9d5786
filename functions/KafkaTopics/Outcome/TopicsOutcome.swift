import LambdaRuntime
import Logging

/// The outcome of a command, or of a custom resource's request.
enum TopicsOutcome: String, InvocationOutcome {
    /// The cluster matches the plan.
    case inSync = "InSync"
    /// The cluster needs changes; none was made.
    case changes = "Changes"
    /// The changes were made, and the cluster shows them.
    case applied = "Applied"
    /// The drift check found that the cluster differs from the plan.
    case drift = "Drift"
    /// The function found a problem that it does not correct by itself, such as fewer partitions in the plan.
    case refused = "Refused"
    /// Topics were deleted with their stack: the stack asked for it, and the settings allow it.
    case deleted = "Deleted"
    /// A stack was deleted, but its topics were kept.
    case kept = "Kept"
    /// The broker refused a change, the cluster does not show it yet, or a custom resource's request failed.
    case failed = "Failed"
    case onboarding = "Onboarding"

    var level: Logger.Level {
        switch self {
        case .inSync, .onboarding: .debug
        case .changes, .applied, .deleted, .kept: .info
        case .drift, .refused: .warning
        case .failed: .error
        }
    }

    var advice: String? {
        switch self {
        case .inSync, .applied, .onboarding, .deleted, .kept: nil
        case .changes: #"Invoke the function with {"apply": true} to make the changes"#
        case .drift: #"Invoke the function with {"plan": true} to see the differences, then mend the plan or apply it"#
        case .refused: "Change the plan, or make the change by hand: the answer says which"
        case .failed: #"Read the topics' errors in the answer; {"apply": true} may be repeated"#
        }
    }
}
