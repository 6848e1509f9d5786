import AWSClient
import Logging

/// What came of one event.
enum CopyOutcome: String, Sendable, Equatable, CaseIterable {
    case copied = "Copied"
    /// The target holds just that already: a repeated or late delivery.
    case alreadyCurrent = "AlreadyCurrent"
    /// The source has changed since; its newer state comes with an event of its own.
    case superseded = "Superseded"
    /// Not something that is copied: ACLs, and removals and tags unless they are to be followed.
    case ignored = "Ignored"
    /// Every route for this bucket leaves this key out.
    case notRouted = "NotRouted"
    /// No route is for this bucket.
    case unknownBucket = "UnknownBucket"
    /// Written by this function, or by a principal that is not to be followed.
    case ownCopy = "OwnCopy"
    /// The route's target is the bucket the object is in: the copy would be copied, for ever.
    case loopRefused = "LoopRefused"
    /// Over what CopyObject takes, and no state table is there for a copy in parts; or over 50 TB.
    case tooLarge = "TooLarge"
    /// The object, or that version of it, is no longer there.
    case sourceGone = "SourceGone"
    /// In an archive tier; must be restored first.
    case archived = "Archived"
    /// It was archived and is being restored; S3 tells when it is there.
    case restoreRequested = "RestoreRequested"
    /// Refused for good: a permission, a key, a bucket or a payer is missing, which no retry mends.
    case denied = "Denied"
    case throttled = "Throttled"
    case failed = "Failed"
    /// The invocation's time ran out first.
    case unfinished = "Unfinished"
    /// Its parts are under way, in messages of their own.
    case inProgress = "InProgress"
    /// Another invocation is at it just now.
    case busy = "Busy"
    /// The copy has the source's tags.
    case tagsSynced = "TagsSynced"
    /// The copy is deleted, as its source is.
    case deleted = "Deleted"
    /// The message about a crawl was heeded.
    case crawlHandled = "CrawlHandled"
    /// The target's key is made of the event's time, and the event says none.
    case undated = "Undated"
    /// The message cannot be read.
    case malformed = "Malformed"

    init(_ error: AWSError) {
        self =
            switch error.code {
            case "NoSuchKey", "NoSuchVersion": .sourceGone
            case "ObjectNotInActiveTierError", "InvalidObjectState": .archived
            case "EntityTooLarge": .tooLarge
            case _ where RefusalAdvice(error) != nil: .denied
            case _ where error.isThrottling: .throttled
            case _ where error.kind == .outOfTime: .unfinished
            default: .failed
            }
    }

    /// The name in logs, metrics and the runbook.
    var name: String { rawValue }

    /// What to do about it, for whoever reads the log; `nil` when there is nothing to do.
    var advice: String? {
        switch self {
        case .copied, .alreadyCurrent, .superseded, .ignored, .notRouted, .ownCopy, .throttled, .failed, .inProgress,
            .busy, .restoreRequested, .tagsSynced, .deleted, .crawlHandled:
            nil
        case .unknownBucket: "add a route for this bucket to the plan, or stop its notifications to this queue"
        case .loopRefused: "route this bucket to another one"
        case .tooLarge:
            "set STATE_TABLE and QUEUE_URL: objects over 5 GB are copied in parts; nothing copies over 50 TB"
        case .sourceGone: "it was deleted before it was copied"
        case .archived: "restore the object, then redrive the message; or say outcomes: {archived: restore} in the plan"
        case .denied:
            RefusalAdvice.permissions
        case .unfinished:
            "it is delivered again; raise the function's timeout or lower the batch size if this is frequent"
        case .undated: "use ${modified:…} in place of ${event:…}: tasks of S3 Batch Operations have no time"
        case .malformed: "see what sends to this queue"
        }
    }
}

extension CopyOutcome {
    var logLevel: Logger.Level {
        switch self {
        case .copied, .alreadyCurrent, .superseded, .inProgress, .restoreRequested, .tagsSynced, .deleted,
            .crawlHandled:
            .info
        case .ignored, .notRouted, .ownCopy: .debug
        case .throttled, .unfinished, .busy: .warning
        case .unknownBucket, .loopRefused, .tooLarge, .sourceGone, .archived, .denied, .failed, .undated, .malformed:
            .error
        }
    }
}

extension CopyOutcome {
    /// Whether the target now holds the source's state.
    var isAtTarget: Bool {
        switch self {
        // One that was there before, too: the message may come again because telling others failed the first time.
        case .copied, .alreadyCurrent: true
        default: false
        }
    }
}
