/// A copy that cannot be made for a reason of this function's own, not of a service's.
enum CopyFailure: Error, Sendable, Equatable {
    /// A message that is not for this function, or cannot be read; the text says what was expected.
    case unreadable(String)
    /// S3's answers about size, time or tags did not lead to a decision.
    case planUnfinished
    /// A message is about a copy in parts, and there is no state table.
    case multipartUnavailable
    /// SQS did not take a message of this function to itself; the reason is SQS's.
    case messageRefused(String)
    /// A copy in parts was begun as often as is allowed. The target is bucket and key.
    case attemptsUsedUp(target: String, attempts: Int, reason: String)
    /// Events that no queue stands behind, and what is wrong with each.
    case eventsFailed([String])
    /// `follow: {deletes: markers}` for a bucket where a delete leaves no marker but is for good.
    case deleteRefused(bucket: String)
}

extension CopyFailure: CustomStringConvertible {
    var description: String {
        switch self {
        case .unreadable(let reason): reason
        case .planUnfinished: "the source's size or time of writing cannot be found out"
        case .multipartUnavailable: "STATE_TABLE is not set; without it nothing is copied in parts"
        case .messageRefused(let reason): "SQS did not take a message about a copy in parts: \(reason)"
        case .attemptsUsedUp(let target, let attempts, let reason):
            "the copy to s3://\(target) was attempted \(attempts) times; the last time: \(reason)"
        case .deleteRefused(let bucket):
            "bucket \(bucket) is not versioned: deleting there cannot be undone. Enable versioning, or take follow.deletes out of the plan"
        case .eventsFailed(let problems): problems.joined(separator: "; ")
        }
    }
}
