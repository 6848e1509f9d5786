import AWSClient
import AWSS3
import LambdaRuntime
import Logging

/// The result of one event.
enum CopyOutcome: String, InvocationOutcome {
    case copied = "Copied"
    /// The target already has the source's state: the event was delivered late or twice.
    case alreadyCurrent = "AlreadyCurrent"
    /// The source has changed since the event; the newer state has its own event.
    case superseded = "Superseded"
    /// The event needs no copy: it is an ACL change, or a removal or tagging that the plan does not mirror.
    case ignored = "Ignored"
    /// Routes for this bucket exist, but none of them accepts this object.
    case notRouted = "NotRouted"
    /// No route exists for this bucket.
    case unknownBucket = "UnknownBucket"
    /// The bucket is a directory bucket.
    case directoryBucket = "DirectoryBucket"
    /// The object was written by this function, or by a principal that the plan ignores.
    case ownCopy = "OwnCopy"
    /// The route's target bucket is the object's own bucket: each copy would be copied again, without end.
    case loopRefused = "LoopRefused"
    /// The object is over CopyObject's limit and no state table is configured, or the object is over 50 TB.
    case tooLarge = "TooLarge"
    /// The source object, or the version that the event names, no longer exists.
    case sourceGone = "SourceGone"
    /// The object is in an archive tier, and must be restored first.
    case archived = "Archived"
    /// The object was archived and is being restored; S3 notifies when the restore is complete.
    case restoreRequested = "RestoreRequested"
    /// AWS refused the copy, because a permission, a key, a bucket or a payer is missing. A retry cannot help.
    case denied = "Denied"
    case throttled = "Throttled"
    case failed = "Failed"
    /// The invocation's time ran out before the copy was finished.
    case unfinished = "Unfinished"
    /// The copy in parts continues: other messages copy the parts.
    case inProgress = "InProgress"
    /// Another invocation or writer is changing the object at the moment.
    case busy = "Busy"
    /// The copy now has the source's tags.
    case tagsSynced = "TagsSynced"
    /// The copy was deleted, because the source was deleted.
    case deleted = "Deleted"
    /// The crawler was started, or its start is scheduled.
    case crawlHandled = "CrawlHandled"
    /// The target's key must contain the event's time, but the event has no time.
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

    /// `true` when the target now has the source's state. This includes a target that had it before: a message may come
    /// again because a notification failed the first time.
    var isAtTarget: Bool { self == .copied || self == .alreadyCurrent }

    /// `true` when the target has the source's state, or another message or invocation will copy that state. A
    /// throttled or unfinished copy does not count: its retry may find that the object cannot be copied.
    var willBeAtTarget: Bool {
        switch self {
        case .copied, .alreadyCurrent, .superseded, .inProgress: true
        default: false
        }
    }
}
