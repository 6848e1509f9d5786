import AWSDynamoDB
import AWSS3
import UTCTime

/// All that is known of one large copy: an item of the state table. There is one for each target, and it outlives the copy
/// by a while, so that a late delivery finds what was done.
struct LargeCopyRecord: Sendable, Equatable {
    enum Phase: String, Sendable {
        /// Noted down before the upload is begun: should its answer be lost, the upload can be found and aborted.
        case preparing
        case copying
        case completing
        case done
    }

    /// Which state of which source.
    struct Source: Sendable, Equatable {
        var bucket: String
        var key: String
        var versionID: String?
        var etag: String
        /// As HTTP writes dates: in a bucket without versions the same bytes may be written again.
        var lastModified: String?

        init(bucket: String, key: String, versionID: String?, etag: String, lastModified: String?) {
            self.bucket = bucket
            self.key = key
            self.versionID = versionID
            self.etag = etag
            self.lastModified = lastModified
        }

        init(_ source: S3CopySource, _ state: ObjectState) {
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
    /// One attempt: whoever holds another token works on another copy.
    var token: String
    var phase: Phase
    var source: Source
    /// What the route says of getting at the buckets.
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
    /// All ranges were sent to the queue.
    var isFannedOut = false
    var rangesDone: Set<Int64> = []
    /// Until when the invocation that holds this phase may still be at work.
    var leaseUntil: UTCTime
    var startedAt: UTCTime
    var updatedAt: UTCTime
    /// What some keys are made of.
    var eventTime: String?
    var attempt: Int
    /// How often the sweeper sent its messages again.
    var revivals = 0
    /// The finished copy's ETag.
    var targetETag: String?

    /// How long a record outlives its last change: longer than a message can be on its way (14 days).
    static let lifetime = Duration.seconds(15 * 86_400)

    var name: Continuation.LargeCopyName { .init(target: target, token: token) }
    var rangeCount: Int { plan.rangeCount(of: partsPerMessage) }
    var hasAllRanges: Bool { rangesDone.count >= rangeCount }

    func isLeased(at now: UTCTime) -> Bool { now < leaseUntil }

    /// Pinned to the state that is copied.
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

    /// Storage class and encryption were settled when the upload was begun.
    var copyTarget: S3CopyTarget {
        let slash = target.utf8.firstIndex(of: UInt8(ascii: "/")) ?? target.endIndex
        return S3CopyTarget(
            bucket: String(target[..<slash]),
            // By bytes: a combining mark at the key's beginning would make one Character with the slash.
            key: String(Substring(target.utf8[slash...].dropFirst())),
            expectedOwner: targetOwner
        )
    }

    var job: CopyJob { CopyJob(source: copySource, target: copyTarget, size: plan.size, eventTime: eventTime) }

    var upload: S3Upload? { uploadID.map { S3Upload(target: copyTarget, id: $0) } }

    static func key(of target: String) -> DynamoDB.Item { ["id": .string("copy#\(target)")] }
    static func name(of target: S3CopyTarget) -> String { "\(target.bucket)/\(target.key)" }
}

extension LargeCopyRecord {
    var item: DynamoDB.Item {
        var item = Self.key(of: target)
        item["token"] = .string(token)
        item["phase"] = .string(phase.rawValue)
        item["sourceBucket"] = .string(source.bucket)
        item["sourceKey"] = .string(source.key)
        item["sourceVersion"] = source.versionID.map(AttributeValue.string)
        item["sourceETag"] = .string(source.etag)
        item["sourceModified"] = source.lastModified.map(AttributeValue.string)
        item["sourceOwner"] = sourceOwner.map(AttributeValue.string)
        item["requesterPays"] = .bool(paysRequester)
        item["targetOwner"] = targetOwner.map(AttributeValue.string)
        item["plan"] = .string(plan.description)
        item["partsPerMessage"] = .integer(partsPerMessage)
        item["uploadId"] = uploadID.map(AttributeValue.string)
        // A set must not be empty.
        if !abandoned.isEmpty { item["abandoned"] = .stringSet(abandoned) }
        item["checksumAlgorithm"] = (checksum?.algorithm).map(AttributeValue.string)
        item["checksum"] = (checksum?.value).map(AttributeValue.string)
        item["replaces"] = replaces.map(AttributeValue.string)
        item["fannedOut"] = .bool(isFannedOut)
        if !rangesDone.isEmpty { item["rangesDone"] = .numberSet(Set(rangesDone.map { "\($0)" })) }
        item["leaseUntil"] = .integer(leaseUntil.millisecondsSinceEpoch)
        item["startedAt"] = .integer(startedAt.millisecondsSinceEpoch)
        item["updatedAt"] = .integer(updatedAt.millisecondsSinceEpoch)
        item["eventTime"] = eventTime.map(AttributeValue.string)
        item["attempt"] = .integer(attempt)
        item["revivals"] = .integer(revivals)
        item["targetETag"] = targetETag.map(AttributeValue.string)
        item["expiresAt"] = .integer(updatedAt.advanced(by: Self.lifetime).millisecondsSinceEpoch / 1_000)
        return item
    }

    /// - Returns: `nil` for an item of another kind, or one that is not whole.
    init?(_ item: DynamoDB.Item) {
        func time(_ name: String) -> UTCTime? {
            item[name]?.integer.map { UTCTime(millisecondsSinceEpoch: $0) }
        }
        guard let id = item["id"]?.string, id.hasPrefix("copy#"), let token = item["token"]?.string,
            let phase = item["phase"]?.string.flatMap(Phase.init(rawValue:)),
            let bucket = item["sourceBucket"]?.string, let key = item["sourceKey"]?.string,
            let etag = item["sourceETag"]?.string, let plan = item["plan"]?.string.flatMap({ PartPlan($0) }),
            let partsPerMessage = item["partsPerMessage"]?.integer, partsPerMessage > 0,
            let leaseUntil = time("leaseUntil"), let startedAt = time("startedAt"), let updatedAt = time("updatedAt")
        else { return nil }
        self.init(
            target: String(id.dropFirst("copy#".count)),
            token: token,
            phase: phase,
            source: Source(
                bucket: bucket,
                key: key,
                versionID: item["sourceVersion"]?.string,
                etag: etag,
                lastModified: item["sourceModified"]?.string
            ),
            sourceOwner: item["sourceOwner"]?.string,
            paysRequester: item["requesterPays"]?.bool ?? false,
            targetOwner: item["targetOwner"]?.string,
            plan: plan,
            partsPerMessage: Int(clamping: partsPerMessage),
            uploadID: item["uploadId"]?.string,
            abandoned: item["abandoned"]?.stringSet ?? [],
            replaces: item["replaces"]?.string,
            isFannedOut: item["fannedOut"]?.bool ?? false,
            rangesDone: item["rangesDone"]?.integerSet ?? [],
            leaseUntil: leaseUntil,
            startedAt: startedAt,
            updatedAt: updatedAt,
            eventTime: item["eventTime"]?.string,
            attempt: Int(clamping: item["attempt"]?.integer ?? 0),
            revivals: Int(clamping: item["revivals"]?.integer ?? 0),
            targetETag: item["targetETag"]?.string
        )
        if let algorithm = item["checksumAlgorithm"]?.string, let value = item["checksum"]?.string {
            checksum = S3FullObjectChecksum(algorithm: algorithm, value: value)
        }
    }
}
