import LambdaRuntime
import Logging

/// The result of landing one partition's records of a batch.
enum LandOutcome: String, InvocationOutcome {
    /// The partition's records are in files that a commit link names.
    case landed = "Landed"
    /// Every record had been landed before.
    case duplicate = "Duplicate"
    /// Landed; some records are in quarantine.
    case quarantined = "Quarantined"
    /// Landed; offsets that should have come are missing.
    case gap = "Gap"
    /// The partition waits at a gap or at a record that cannot be read, because the plan says so.
    case waiting = "Waiting"
    /// An error stopped the landing, for example a failed S3 request. Lambda delivers the records again; a replay must
    /// be repeated.
    case failed = "Failed"

    var isDone: Bool { self != .waiting && self != .failed }

    var level: Logger.Level {
        switch self {
        case .landed: .debug
        case .duplicate: .info
        case .quarantined, .gap: .warning
        case .waiting, .failed: .error
        }
    }

    var advice: String? {
        switch self {
        case .landed, .duplicate: nil
        case .quarantined: "Read the record and its reason under _quarantine/ in the topic's place"
        case .gap: "Look for the offsets in the failure destination, and at the topic's retention"
        case .waiting: "Mend the record's producer or the plan; the partition goes on by itself then"
        case .failed: "Lambda delivers the records again; look at errorMessage if it goes on"
        }
    }

    var disposition: MessageDisposition { isDone ? .ack : .retry() }
}
