import LambdaRuntime

/// How objects are copied in parts.
struct MultipartSettings: Sendable {
    /// Where the progress of each is kept.
    let table: String
    /// Where messages about ranges of parts are sent: the queue this function reads.
    let queueURL: String
    /// Days that the record of a finished copy is kept: longer than a message can be on its way (14 days).
    let retentionDays: Int
    private let plan: CopierPlan.Multipart

    /// Bytes; larger objects are copied in parts.
    var threshold: Int64 { plan.threshold }
    /// Bytes of a part, as far as 10,000 of them suffice.
    var partSize: Int64 { plan.partSize }
    /// A copy of more parts is spread over messages.
    var partsPerMessage: Int { plan.partsPerMessage }
    /// Parts are cut as the source's were, so that the ETag is the same.
    var preservesETag: Bool { plan.preservesETag }

    /// - Returns: `nil` when STATE_TABLE is not set.
    /// - Throws: `SettingError` naming the setting.
    init?(_ environment: Environment, _ plan: CopierPlan.Multipart) throws(SettingError) {
        guard let table = environment["STATE_TABLE"] else { return nil }
        self.table = table
        self.plan = plan
        retentionDays = try environment.integer("STATE_RETENTION_DAYS", in: 15...3_650, default: 15)
        queueURL = try environment.required(
            "QUEUE_URL",
            expected: "the URL of the queue this function reads: a copy in parts goes on through it"
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
