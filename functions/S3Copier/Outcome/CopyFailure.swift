import AWSClient

/// An error that this function itself raises about a copy. An error of a service is an `AWSError`.
enum CopyFailure: Error, Sendable, Equatable {
    /// A message cannot be read, or is not for this function; the text says what was expected.
    case unreadable(String)
    /// S3 answered that an object is missing, although the source exists. The answer must be about something else.
    case sourceIsThere(AWSError)
    /// S3's answer about an object has no ETag or no size, although every object has both.
    case unreadableState(bucket: String, key: String)
    /// S3's answers about size, time or tags did not lead to a decision.
    case planUnfinished
    /// A message is about a copy in parts, but no state table is configured.
    case multipartUnavailable
    /// SQS refused a message from this function to itself; the text is SQS's reason.
    case messageRefused(String)
    /// The last allowed attempt at a copy in parts failed. `target` is the target's bucket and key.
    case attemptsUsedUp(target: String, attempts: Int, reason: String)
    /// The function was invoked directly, and some events or notifications failed. Each text describes one problem.
    case eventsFailed([String])
    /// The plan says `follow: {deletes: markers}`, but the bucket is not versioned. A delete there could not be undone.
    case deleteRefused(bucket: String)
    /// A copy is to be deleted, but neither its mark nor the route names its source bucket. It may be another bucket's
    /// copy.
    case copyOfUnknownBucket(bucket: String, key: String)
    /// An object is too large for one request, and has metadata that S3 does not show. A copy in parts would lose that
    /// metadata.
    case hiddenMetadata(bucket: String, key: String)
}

extension CopyFailure: CustomStringConvertible {
    /// The maximum number of problems that an error text lists; the log has a line for each event.
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
    /// The outcome to report for this failure.
    var outcome: CopyOutcome {
        switch self {
        case .deleteRefused, .copyOfUnknownBucket, .hiddenMetadata: .denied
        case .unreadable: .malformed
        case .sourceIsThere, .unreadableState, .planUnfinished, .multipartUnavailable, .messageRefused,
            .attemptsUsedUp, .eventsFailed:
            .failed
        }
    }

    /// One sentence of advice for the reader of the log; `nil` when the outcome's own advice is enough.
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
