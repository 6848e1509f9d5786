import AWSDynamoDB
import AWSS3
import UTCTime

extension MultipartCopyRecord {
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
        item["resends"] = .integer(resends)
        item["targetETag"] = targetETag.map(AttributeValue.string)
        // Only what is over: a copy of 50 TB may take longer than any time one would set.
        if phase == .done {
            item["expiresAt"] = .integer(updatedAt.advanced(by: Self.lifetime).millisecondsSinceEpoch / 1_000)
        }
        return item
    }

    /// - Returns: `nil` for an item of another kind, or one that is not whole.
    init?(_ item: DynamoDB.Item) {
        func time(_ name: String) -> UTCTime? {
            // Up to the year 9999: what is added to it must not overflow.
            item[name]?.integer.map { UTCTime(millisecondsSinceEpoch: min(max($0, 0), 253_402_300_799_999)) }
        }
        guard let id = item["id"]?.string, id.hasPrefix("copy#"), let token = item["token"]?.string,
            let phase = item["phase"]?.string.flatMap(Phase.init(rawValue:)),
            let bucket = item["sourceBucket"]?.string, let key = item["sourceKey"]?.string,
            let etag = item["sourceETag"]?.string, let plan = item["plan"]?.string.flatMap({ PartPlan($0) }),
            let partsPerMessage = item["partsPerMessage"]?.integer, 1...Int64(PartPlan.mostParts) ~= partsPerMessage,
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
            attempt: Int(min(max(item["attempt"]?.integer ?? 0, 0), 1_000)),
            resends: Int(min(max(item["resends"]?.integer ?? 0, 0), 1_000)),
            targetETag: item["targetETag"]?.string
        )
        if let algorithm = item["checksumAlgorithm"]?.string, let value = item["checksum"]?.string {
            checksum = S3FullObjectChecksum(algorithm: algorithm, value: value)
        }
    }
}
