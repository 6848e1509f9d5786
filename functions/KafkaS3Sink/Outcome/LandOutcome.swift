import LambdaRuntime
import Logging

/// The result for one partition's part of a batch.
enum LandOutcome: String, InvocationOutcome {
    /// Its records are in files that a link names.
    case landed = "Landed"
    /// Every record had been landed before.
    case duplicate = "Duplicate"
    /// Landed; some records are in quarantine.
    case quarantined = "Quarantined"
    /// Landed; offsets are missing that should have come.
    case gap = "Gap"
    /// The partition waits, as the plan says, because of a gap or a record that cannot be read.
    case waiting = "Waiting"
    /// S3 refused, or did not answer in time. Lambda delivers the records again.
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
