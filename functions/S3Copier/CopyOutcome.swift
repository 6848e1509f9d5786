import AWSClient

/// What came of one event.
enum CopyOutcome: Sendable, Equatable {
    case copied
    /// The source has changed since; its newer state comes with an event of its own.
    case superseded
    /// Not a creation: removals, tagging, ACLs.
    case ignored
    /// Every route for this bucket leaves this key out.
    case notRouted
    /// No route is for this bucket.
    case unknownBucket
    /// The route's target is the bucket the object is in: the copy would be copied, for ever.
    case loopRefused
    /// Over CopyObject's 5 GB.
    case tooLarge
    /// The object, or that version of it, is no longer there.
    case sourceGone
    /// In an archive tier; must be restored first.
    case archived
    case denied
    case throttled
    case failed
    /// The invocation's time ran out first.
    case unfinished

    init(_ error: AWSError) {
        self =
            switch (error.code, error.kind) {
            case ("PreconditionFailed", _): .superseded
            case ("NoSuchKey", _), ("NoSuchVersion", _): .sourceGone
            case ("ObjectNotInActiveTierError", _), ("InvalidObjectState", _): .archived
            case ("AccessDenied", _), ("AllAccessDisabled", _), ("KMS.DisabledException", _): .denied
            case ("EntityTooLarge", _): .tooLarge
            case (_, .throttled): .throttled
            case (_, .outOfTime): .unfinished
            default: .failed
            }
    }

    /// Whether the message goes back to the queue, and in the end to its dead-letter queue.
    func needsRedelivery(_ settings: CopierSettings) -> Bool {
        switch self {
        case .copied, .superseded, .ignored, .notRouted: false
        case .sourceGone: settings.onSourceGone == .dlq
        case .unknownBucket, .loopRefused, .tooLarge, .archived, .denied, .throttled, .failed, .unfinished:
            true
        }
    }

    /// The name in logs, metrics and the runbook.
    var name: String {
        switch self {
        case .copied: "Copied"
        case .superseded: "Superseded"
        case .ignored: "Ignored"
        case .notRouted: "NotRouted"
        case .unknownBucket: "UnknownBucket"
        case .loopRefused: "LoopRefused"
        case .tooLarge: "TooLarge"
        case .sourceGone: "SourceGone"
        case .archived: "Archived"
        case .denied: "Denied"
        case .throttled: "Throttled"
        case .failed: "Failed"
        case .unfinished: "Unfinished"
        }
    }

    /// What to do about it, for whoever reads the log; `nil` when there is nothing to do.
    var advice: String? {
        switch self {
        case .copied, .superseded, .ignored, .notRouted, .throttled, .failed: nil
        case .unknownBucket: "add a route for this bucket to COPY_ROUTES, or stop its notifications to this queue"
        case .loopRefused: "route this bucket to another one"
        case .tooLarge: "objects over 5 GB need a multipart copy, which this version does not do"
        case .sourceGone: "it was deleted before it was copied"
        case .archived: "restore the object, then redrive the message"
        case .denied:
            "grant the function's role s3:GetObject* on the source and s3:PutObject* on the target, and their KMS keys"
        case .unfinished:
            "it is delivered again; raise the function's timeout or lower the batch size if this is frequent"
        }
    }
}
