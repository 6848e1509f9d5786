import AWSS3
import UTCTime

/// One copy in parts: a document of the state table. There is one for each target, and it outlives the copy by a while, so
/// that a late delivery finds what was done.
struct MultipartCopyRecord: Sendable, Equatable {
    enum Phase: String, Codable, Sendable {
        /// Recorded before the upload is begun: should its answer be lost, the upload can be found and aborted.
        /// Next: `copying`, or a new attempt.
        case preparing
        /// The upload is begun. Next: `completing`, or `preparing` when the attempt is spoiled.
        case copying
        /// Every part is there, and one invocation makes the object of them. Next: `done`, or `preparing`.
        case completing
        /// The object is made. Next: a new attempt, when the source or the target has changed.
        case done
    }

    /// One state of one source.
    struct Source: Codable, Sendable, Equatable {
        var bucket: String
        var key: String
        var versionID: String?
        var etag: String
        /// A date as HTTP writes it: in a bucket without versions the same bytes may be written again.
        var lastModified: String?

        init(bucket: String, key: String, versionID: String?, etag: String, lastModified: String?) {
            self.bucket = bucket
            self.key = key
            self.versionID = versionID
            self.etag = etag
            self.lastModified = lastModified
        }

        init(_ source: S3CopySource, _ state: ObjectSnapshot) {
            self.init(
                bucket: source.bucket,
                key: source.key,
                versionID: state.head.versionID,
                etag: state.etag,
                lastModified: state.head.lastModified
            )
        }
    }

    /// Bucket and key of the target, joined by a slash.
    let target: String
    /// Names one attempt: whoever holds another token works on another copy.
    var token: String
    var phase: Phase
    var source: Source
    /// The route's conditions on the buckets.
    var sourceOwner: String?
    var paysRequester = false
    var targetOwner: String?
    var plan: PartPlan
    var partsPerMessage: Int
    var uploadID: String?
    /// Uploads of attempts before this one, still to be aborted.
    var abandoned: Set<String> = []
    var checksum: S3FullObjectChecksum?
    /// The target's ETag that is to be replaced; `nil` when there was nothing.
    var replaces: String?
    /// `true` when all ranges were sent to the queue.
    var isFannedOut = false
    var rangesDone: Set<Int64> = []
    /// End of the lease: until then the invocation that holds this phase may still be at work.
    var leaseUntil: UTCTime
    var startedAt: UTCTime
    var updatedAt: UTCTime
    /// The first event's time; some keys are made of it.
    var eventTime: String?
    var attempt: Int
    /// Number of times that the sweeper sent its messages again.
    var resends = 0
    /// The finished copy's ETag.
    var targetETag: String?

    var name: FollowUpMessage.CopyName { .init(target: target, token: token) }
    var rangeCount: Int { plan.rangeCount(of: partsPerMessage) }
    var hasAllRanges: Bool { rangesDone.count >= rangeCount }
    /// The ranges that nobody has recorded, counted from 0.
    var openRanges: [Int] { (0..<rangeCount).filter { !rangesDone.contains(Int64($0)) } }

    /// - Parameter range: counted from 0.
    /// - Returns: `nil` when there is no such range.
    func parts(ofRange range: Int) -> ClosedRange<Int>? { plan.parts(ofRange: range, of: partsPerMessage) }

    /// The time since when an upload may exist whose id nobody recorded; `nil` when there can be none.
    var unrecordedUploadSince: UTCTime? { phase == .preparing && uploadID == nil ? startedAt : nil }

    /// Checks that this is a copy of that state of the source.
    func isMade(of state: ObjectSnapshot) -> Bool { source == Source(copySource, state) }

    /// Checks that an object at the target is the one that this attempt makes.
    func isResult(_ target: ObjectSnapshot) -> Bool {
        guard target.size == plan.size, target.etag != replaces, target.etag.hasSuffix("-\(plan.count)") else {
            return false
        }
        guard let checksum, let its = S3FullObjectChecksum(of: target.head) else { return true }
        return checksum == its
    }

    /// The message that makes this function examine the object again.
    var objectMessage: FollowUpMessage {
        .object(FollowUpMessage.ObjectRequest(bucket: source.bucket, key: source.key, time: eventTime))
    }

    /// The messages without which this copy would stand still.
    var lostMessages: [FollowUpMessage] {
        switch phase {
        case .preparing: [objectMessage]
        case .copying where !hasAllRanges: openRanges.map { .parts(range: $0, of: name) }
        // Any of its messages completes it.
        case .copying, .completing: [.parts(range: 0, of: name)]
        case .done: []
        }
    }

    func isLeased(at now: UTCTime) -> Bool { now < leaseUntil }

    /// The source of the copy, pinned to the state that is copied.
    var copySource: S3CopySource {
        S3CopySource(
            bucket: source.bucket,
            key: source.key,
            versionID: source.versionID,
            etag: source.etag,
            expectedOwner: sourceOwner,
            paysRequester: paysRequester
        )
    }

    /// Storage class and encryption were set when the upload was begun.
    var copyTarget: S3CopyTarget {
        let slash = target.utf8.firstIndex(of: UInt8(ascii: "/")) ?? target.endIndex
        return S3CopyTarget(
            bucket: String(target[..<slash]),
            // By bytes: a combining mark at the key's beginning would make one Character with the slash.
            key: String(Substring(target.utf8[slash...].dropFirst())),
            expectedOwner: targetOwner
        )
    }

    var job: ObjectCopyRequest {
        ObjectCopyRequest(source: copySource, target: copyTarget, size: plan.size, eventTime: eventTime)
    }

    var upload: S3MultipartUpload? { uploadID.map { S3MultipartUpload(target: copyTarget, id: $0) } }

    static func name(of target: S3CopyTarget) -> String { "\(target.bucket)/\(target.key)" }
}
