import AWSClient
import AWSS3
import LambdaRuntime
import Logging

/// The result of one event.
enum CopyOutcome: String, InvocationOutcome {
    case copied = "Copied"
    /// The target holds just that already: a repeated or late delivery.
    case alreadyCurrent = "AlreadyCurrent"
    /// The source has changed since; its newer state comes with an event of its own.
    case superseded = "Superseded"
    /// The event is none that is copied: an ACL, or a removal or tagging that the plan does not follow.
    case ignored = "Ignored"
    /// Every route for this bucket leaves this key out.
    case notRouted = "NotRouted"
    /// No route is for this bucket.
    case unknownBucket = "UnknownBucket"
    /// The bucket is a directory bucket.
    case directoryBucket = "DirectoryBucket"
    /// This function wrote it, or a principal that the plan ignores.
    case ownCopy = "OwnCopy"
    /// The route's target is the bucket the object is in: the copy would be copied, for ever.
    case loopRefused = "LoopRefused"
    /// The object is over CopyObject's limit, and there is no state table for a copy in parts; or it is over 50 TB.
    case tooLarge = "TooLarge"
    /// The object, or that version of it, is no longer there.
    case sourceGone = "SourceGone"
    /// The object is in an archive tier, and must be restored first.
    case archived = "Archived"
    /// The object was archived and is being restored; S3 notifies when it is there.
    case restoreRequested = "RestoreRequested"
    /// Refused for good: a permission, a key, a bucket or a payer is missing, which no retry mends.
    case denied = "Denied"
    case throttled = "Throttled"
    case failed = "Failed"
    /// The invocation's time ran out first.
    case unfinished = "Unfinished"
    /// The parts are under way, in messages of their own.
    case inProgress = "InProgress"
    /// Another invocation works on the object just now.
    case busy = "Busy"
    /// The copy has the source's tags.
    case tagsSynced = "TagsSynced"
    /// The copy is deleted, as its source is.
    case deleted = "Deleted"
    /// The crawler was started, or will be.
    case crawlHandled = "CrawlHandled"
    /// The target's key is made of the event's time, and the event has none.
    case undated = "Undated"
    /// The message cannot be read.
    case malformed = "Malformed"

    init(_ error: AWSError) {
        self =
            switch error.code {
            // The target's own operations say so of the target.
            case _ where error.isNoSuchKey && !Self.operationsOnTheTarget.contains(error.operation): .sourceGone
            case "ObjectNotInActiveTierError", "InvalidObjectState": .archived
            case "EntityTooLarge": .tooLarge
            case _ where RefusalAdvice(error) != nil: .denied
            case _ where error.isThrottling: .throttled
            case _ where error.kind == .outOfTime: .unfinished
            default: .failed
            }
    }

    private static let operationsOnTheTarget = [
        "PutObjectTagging", "DeleteObject", "CreateMultipartUpload", "ListParts", "CompleteMultipartUpload",
    ]

    var level: Logger.Level {
        switch self {
        case .copied, .alreadyCurrent, .superseded, .inProgress, .restoreRequested, .tagsSynced, .deleted,
            .crawlHandled:
            .info
        case .ignored, .notRouted, .ownCopy: .debug
        case .throttled, .unfinished, .busy: .warning
        case .unknownBucket, .directoryBucket, .loopRefused, .tooLarge, .sourceGone, .archived, .denied, .failed,
            .undated, .malformed:
            .error
        }
    }

    var advice: String? {
        switch self {
        case .copied, .alreadyCurrent, .superseded, .ignored, .notRouted, .ownCopy, .throttled, .failed, .inProgress,
            .busy, .restoreRequested, .tagsSynced, .deleted, .crawlHandled:
            nil
        case .unknownBucket: "add a route for this bucket to the plan, or stop its notifications to this queue"
        case .directoryBucket:
            "copy this bucket with S3 Batch Operations or a job of your own: \(S3BucketName.directory)"
        case .loopRefused: "route this bucket to another one"
        case .tooLarge:
            "set STATE_TABLE and QUEUE_URL: objects over 5 GB are copied in parts; nothing copies over 50 TB"
        case .sourceGone: "find out who deleted it before it was copied"
        case .archived: "restore the object, then redrive the message; or say outcomes: {archived: restore} in the plan"
        case .denied: RefusalAdvice.permissions
        case .unfinished:
            "raise the function's timeout or lower the batch size if this is frequent; the message is delivered again"
        case .undated: "use ${modified:…} in place of ${event:…}: tasks of S3 Batch Operations have no time"
        case .malformed: "find out who sends to this queue"
        }
    }

    var disposition: MessageDisposition {
        switch self {
        case .copied, .alreadyCurrent, .superseded, .ignored, .notRouted, .ownCopy, .inProgress, .restoreRequested,
            .tagsSynced, .deleted, .crawlHandled:
            .ack
        case .throttled, .failed, .unfinished, .busy: .retry()
        case .unknownBucket, .directoryBucket, .loopRefused, .tooLarge, .sourceGone, .archived, .denied, .undated,
            .malformed:
            .dlq
        }
    }

    /// `true` when the target now holds the source's state. One that did so before counts, too: its message may come again
    /// because notifying others failed the first time.
    var isAtTarget: Bool { self == .copied || self == .alreadyCurrent }

    /// `true` when the target holds the source's state, or another message or invocation brings it there. One that was
    /// throttled or not finished comes again, and may then turn out to be one that cannot be copied.
    var willBeAtTarget: Bool {
        switch self {
        case .copied, .alreadyCurrent, .superseded, .inProgress: true
        default: false
        }
    }
}
