import AWSS3
import UTCTime

/// The record of one copy in parts, a document of the state table. Each target has one record. It is kept for some time
/// after the copy, so that a late delivery finds the result.
struct MultipartCopyRecord: Sendable, Equatable {
    enum Phase: String, Codable, Sendable {
        /// The attempt is recorded, and no upload id is recorded yet. If S3's answer to the beginning of the upload is
        /// lost, the upload can be found and aborted. Next: `copying`, or a new attempt.
        case preparing
        /// The upload has begun, and its parts are being copied. Next: `completing`, or `preparing` when the attempt
        /// cannot succeed.
        case copying
        /// S3 has every part, and one invocation makes the object from them. Next: `done`, or `preparing`.
        case completing
        /// The object is made. Next: a new attempt, when the source or the target has changed.
        case done
    }

    /// One state of one source object.
    struct Source: Codable, Sendable, Equatable {
        var bucket: String
        var key: String
        var versionID: String?
        var etag: String
        /// The source's Last-Modified as an HTTP date. In a bucket without versions it distinguishes two writes of the
        /// same bytes.
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

    /// The target's bucket and key, joined by a slash.
    let target: String
    /// The name of one attempt. A message with another token is about another attempt.
    var token: String
    var phase: Phase
    var source: Source
    /// The route's conditions on the buckets: the owners that the two buckets must have, and the requester as payer.
    var sourceOwner: String?
    var paysRequester = false
    var targetOwner: String?
    var plan: PartPlan
    var partsPerMessage: Int
    var uploadID: String?
    /// The ids of earlier attempts' uploads that are still to be aborted.
    var abandoned: Set<String> = []
    var checksum: S3FullObjectChecksum?
    /// The ETag of the target object that this copy replaces; `nil` when there was no object.
    var replaces: String?
    /// `true` when the messages for all ranges were sent to the queue.
    var isFannedOut = false
    var rangesDone: Set<Int64> = []
    /// The end of the lease. Until then the invocation that took the lease may still be at work.
    var leaseUntil: UTCTime
    var startedAt: UTCTime
    var updatedAt: UTCTime
    /// The time of the event that started the copy; some target keys contain it.
    var eventTime: String?
    var attempt: Int
    /// The number of times that the sweeper sent the copy's messages again.
    var resends = 0
    /// The finished copy's ETag; `nil` before the end.
    var targetETag: String?

    var name: FollowUpMessage.CopyName { .init(target: target, token: token) }
    var rangeCount: Int { plan.rangeCount(of: partsPerMessage) }
    var hasAllRanges: Bool { rangesDone.count >= rangeCount }
    /// The numbers, counted from 0, of the ranges that are not recorded as copied.
    var openRanges: [Int] { (0..<rangeCount).filter { !rangesDone.contains(Int64($0)) } }

    /// Returns the part numbers in one range.
    ///
    /// - Parameter range: counted from 0.
    /// - Returns: `nil` when there is no such range.
    func parts(ofRange range: Int) -> ClosedRange<Int>? { plan.parts(ofRange: range, of: partsPerMessage) }

    /// The earliest time at which an upload without a recorded id may have begun; `nil` when no such upload can exist.
    var unrecordedUploadSince: UTCTime? { phase == .preparing && uploadID == nil ? startedAt : nil }

    /// Checks that this record is about a copy of the given state of the source.
    func isMade(of state: ObjectSnapshot) -> Bool { source == Source(copySource, state) }

    /// Checks that the target object is the result of this attempt.
    func isResult(_ target: ObjectSnapshot) -> Bool {
        guard target.size == plan.size, target.etag != replaces, target.etag.hasSuffix("-\(plan.count)") else {
            return false
        }
        guard let checksum, let its = S3FullObjectChecksum(of: target.head) else { return true }
        return checksum == its
    }

    /// The message that makes this function examine the source object again.
    var objectMessage: FollowUpMessage {
        .object(FollowUpMessage.ObjectRequest(bucket: source.bucket, key: source.key, time: eventTime))
    }

    /// The messages that must be sent again when the copy is stalled.
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

    /// The copy's source, with the version and the ETag of the state that is copied.
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

    /// The target's bucket, key and expected owner. Storage class and encryption are absent: they were set when the
    /// upload began.
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
