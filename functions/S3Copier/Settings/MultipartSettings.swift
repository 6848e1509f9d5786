import LambdaRuntime

/// How objects are copied in parts.
struct MultipartSettings: Sendable {
    /// Where the progress of each is kept.
    let table: String
    /// Where messages about ranges of parts are sent: the queue this function reads.
    let queueURL: String
    /// Bytes; larger objects are copied in parts.
    let threshold: Int64
    /// Bytes of a part, as far as 10,000 of them suffice.
    let partSize: Int64
    /// A copy of more parts is spread over messages.
    let partsPerMessage: Int
    /// Parts are cut as the source's were, so that the ETag is the same.
    let preservesETag: Bool

    /// - Returns: `nil` when STATE_TABLE is not set.
    /// - Throws: `SettingError` naming the setting.
    init?(_ environment: Environment) throws(SettingError) {
        let sizes = Int(PartPlan.smallestPart)...Int(PartPlan.largestPart)
        threshold = Int64(try environment.integer("MULTIPART_THRESHOLD", in: sizes, default: 1 << 30))
        partSize = Int64(try environment.integer("PART_SIZE", in: sizes, default: 128 << 20))
        partsPerMessage = try environment.integer("PARTS_PER_MESSAGE", in: 1...PartPlan.mostParts, default: 100)
        preservesETag = try environment.flag("PRESERVE_ETAG", default: false)
        guard let table = environment["STATE_TABLE"] else { return nil }
        self.table = table
        queueURL = try environment.required(
            "QUEUE_URL",
            expected: "the URL of the queue this function reads: a large copy goes on through it"
        )
        guard !queueURL.hasSuffix(".fifo") else {
            throw SettingError(
                "QUEUE_URL",
                found: queueURL,
                expected: "a standard queue: a FIFO queue delays no message"
            )
        }
    }
}
