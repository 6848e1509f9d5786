import LambdaRuntime
import Logging

/// The end of a command or of a custom resource's request.
enum TopicsOutcome: String, InvocationOutcome {
    /// The cluster is what the plan wants.
    case inSync = "InSync"
    /// The plan wants changes; nothing was changed.
    case changes = "Changes"
    /// The changes were made, and the cluster has them.
    case applied = "Applied"
    /// The cluster is not what the plan wants.
    case drift = "Drift"
    /// The plan wants what is never done: fewer partitions, another replication.
    case refused = "Refused"
    /// Topics were deleted with their stack, which asked for it and was allowed to.
    case deleted = "Deleted"
    /// A stack was deleted; its topics are kept.
    case kept = "Kept"
    /// The broker refused a change, or the cluster does not show it yet.
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
