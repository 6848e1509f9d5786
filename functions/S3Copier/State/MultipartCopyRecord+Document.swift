import AWSS3
import StateStore
import UTCTime

extension MultipartCopyRecord: StateDocument {
    static let kind = "copy"
    /// The time after which a copy counts as stalled, if its record has not changed. It is long, because messages may
    /// be waiting in the queue: a message that is sent twice does no harm, but costs.
    static let stall = Duration.seconds(1_800)

    var status: String { phase.rawValue }
    /// `true` when the object is made. The record then expires after the retention: until then a late delivery finds
    /// it.
    var isClosed: Bool { phase == .done }
    var openWork: OpenWork? {
        isClosed ? nil : OpenWork(kind: Self.kind, due: updatedAt.advanced(by: Self.stall))
    }
}

extension MultipartCopyRecord {
    private enum CodingKeys: String, CodingKey {
        case target, token, phase, source, sourceOwner, requesterPays, targetOwner, plan, partsPerMessage, uploadId,
            abandoned, checksumAlgorithm, checksum, replaces, fannedOut, rangesDone, leaseUntil, startedAt, updatedAt,
            eventTime, attempt, resends, targetETag
    }

    init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        let description = try fields.decode(String.self, forKey: .plan)
        let partsPerMessage = try fields.decode(Int.self, forKey: .partsPerMessage)
        guard let plan = PartPlan(description), 1...PartPlan.mostParts ~= partsPerMessage else {
            throw DecodingError.dataCorruptedError(forKey: .plan, in: fields, debugDescription: "is no plan of parts")
        }
        // What is added to a time or a count must not overflow.
        func time(_ key: CodingKeys) throws -> UTCTime {
            let time = try fields.decode(UTCTime.self, forKey: key)
            return UTCTime(millisecondsSinceEpoch: min(max(time.millisecondsSinceEpoch, 0), 253_402_300_799_999))
        }
        func count(_ key: CodingKeys) throws -> Int { min(max(try fields.decode(Int.self, forKey: key), 0), 1_000) }
        self.init(
            target: try fields.decode(String.self, forKey: .target),
            token: try fields.decode(String.self, forKey: .token),
            phase: try fields.decode(Phase.self, forKey: .phase),
            source: try fields.decode(Source.self, forKey: .source),
            sourceOwner: try fields.decodeIfPresent(String.self, forKey: .sourceOwner),
            paysRequester: try fields.decode(Bool.self, forKey: .requesterPays),
            targetOwner: try fields.decodeIfPresent(String.self, forKey: .targetOwner),
            plan: plan,
            partsPerMessage: partsPerMessage,
            uploadID: try fields.decodeIfPresent(String.self, forKey: .uploadId),
            abandoned: try fields.decode(Set<String>.self, forKey: .abandoned),
            replaces: try fields.decodeIfPresent(String.self, forKey: .replaces),
            isFannedOut: try fields.decode(Bool.self, forKey: .fannedOut),
            rangesDone: try fields.decode(Set<Int64>.self, forKey: .rangesDone),
            leaseUntil: try time(.leaseUntil),
            startedAt: try time(.startedAt),
            updatedAt: try time(.updatedAt),
            eventTime: try fields.decodeIfPresent(String.self, forKey: .eventTime),
            attempt: try count(.attempt),
            resends: try count(.resends),
            targetETag: try fields.decodeIfPresent(String.self, forKey: .targetETag)
        )
        if let algorithm = try fields.decodeIfPresent(String.self, forKey: .checksumAlgorithm) {
            checksum = S3FullObjectChecksum(
                algorithm: algorithm,
                value: try fields.decode(String.self, forKey: .checksum)
            )
        }
    }

    func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: CodingKeys.self)
        try fields.encode(target, forKey: .target)
        try fields.encode(token, forKey: .token)
        try fields.encode(phase, forKey: .phase)
        try fields.encode(source, forKey: .source)
        try fields.encodeIfPresent(sourceOwner, forKey: .sourceOwner)
        try fields.encode(paysRequester, forKey: .requesterPays)
        try fields.encodeIfPresent(targetOwner, forKey: .targetOwner)
        try fields.encode(plan.description, forKey: .plan)
        try fields.encode(partsPerMessage, forKey: .partsPerMessage)
        try fields.encodeIfPresent(uploadID, forKey: .uploadId)
        try fields.encode(abandoned.sorted(), forKey: .abandoned)
        try fields.encodeIfPresent(checksum?.algorithm, forKey: .checksumAlgorithm)
        try fields.encodeIfPresent(checksum?.value, forKey: .checksum)
        try fields.encodeIfPresent(replaces, forKey: .replaces)
        try fields.encode(isFannedOut, forKey: .fannedOut)
        try fields.encode(rangesDone.sorted(), forKey: .rangesDone)
        try fields.encode(leaseUntil, forKey: .leaseUntil)
        try fields.encode(startedAt, forKey: .startedAt)
        try fields.encode(updatedAt, forKey: .updatedAt)
        try fields.encodeIfPresent(eventTime, forKey: .eventTime)
        try fields.encode(attempt, forKey: .attempt)
        try fields.encode(resends, forKey: .resends)
        try fields.encodeIfPresent(targetETag, forKey: .targetETag)
    }
}
