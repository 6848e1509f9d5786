import AWSClient

/// A copy that cannot be made for a reason of this function's own, not of a service's.
enum CopyFailure: Error, Sendable, Equatable {
    /// A message that is not for this function, or cannot be read; the text says what was expected.
    case unreadable(String)
    /// S3 says that there is no such object, but the source is there: the answer is about something else.
    case sourceIsThere(AWSError)
    /// S3 describes an object without the ETag and the size that every object has.
    case unreadableState(bucket: String, key: String)
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
    /// A removal in a bucket that no route names, and a copy that does not say which bucket's object it is of.
    case copyOfUnknownBucket(bucket: String, key: String)
    /// An object that one request cannot copy, with metadata that S3 does not show, and that a copy in parts would lose.
    case hiddenMetadata(bucket: String, key: String)
}

extension CopyFailure: CustomStringConvertible {
    /// Events that an error names; the log has a line for each of them.
    private static let mostShown = 20

    var description: String {
        switch self {
        case .unreadable(let reason): reason
        case .sourceIsThere(let error): "the source is there, but S3 does not find something: \(error)"
        case .unreadableState(let bucket, let key):
            "S3 describes s3://\(bucket)/\(key) without an ETag or without a size"
        case .planUnfinished: "the source's size or time of writing cannot be found out"
        case .multipartUnavailable: "STATE_TABLE is not set; without it nothing is copied in parts"
        case .messageRefused(let reason): "SQS did not take a message about a copy in parts: \(reason)"
        case .attemptsUsedUp(let target, let attempts, let reason):
            "the copy to s3://\(target) was attempted \(attempts) times; the last time: \(reason)"
        case .deleteRefused(let bucket):
            "bucket \(bucket) is not versioned: a deletion there cannot be undone"
        case .copyOfUnknownBucket(let bucket, let key):
            "s3://\(bucket)/\(key) may be the copy of another bucket's object of the same key: it has no mark of its source"
        case .hiddenMetadata(let bucket, let key):
            "s3://\(bucket)/\(key) has metadata that no header can hold and S3 does not show (x-amz-missing-meta); a copy in parts would lose it"
        case .eventsFailed(let problems):
            problems.prefix(Self.mostShown).joined(separator: "; ")
                + (problems.count > Self.mostShown ? "; and \(problems.count - Self.mostShown) more" : "")
        }
    }
}

extension CopyFailure {
    /// The outcome that the failure belongs to.
    var outcome: CopyOutcome {
        switch self {
        case .deleteRefused, .copyOfUnknownBucket, .hiddenMetadata: .denied
        case .unreadable: .malformed
        case .sourceIsThere, .unreadableState, .planUnfinished, .multipartUnavailable, .messageRefused,
            .attemptsUsedUp, .eventsFailed:
            .failed
        }
    }

    /// One sentence of advice for the reader of the log; `nil` where the outcome's own is enough.
    var advice: String? {
        switch self {
        case .deleteRefused: "enable versioning on the target bucket, or take follow.deletes out of the plan"
        case .copyOfUnknownBucket: "name the source bucket in the route (from.bucket), or delete the copy by hand"
        case .hiddenMetadata:
            "write the object's metadata anew, in characters that HTTP headers hold; then redrive the message"
        case .multipartUnavailable: "set STATE_TABLE and QUEUE_URL again until no copy in parts is open"
        case .attemptsUsedUp: "see why the source changes all the time, or what S3 refuses; then redrive the message"
        case .unreadableState:
            "see that the bucket's endpoint is S3, or a store that speaks S3, with no proxy before it"
        case .unreadable, .sourceIsThere, .planUnfinished, .messageRefused, .eventsFailed: nil
        }
    }
}
