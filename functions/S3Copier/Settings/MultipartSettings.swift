import LambdaRuntime

/// The settings of copies in parts.
struct MultipartSettings: Sendable {
    /// Name of the table that holds the progress of each.
    let table: String
    /// URL of the queue that messages about ranges of parts are sent to: the one this function reads.
    let queueURL: String
    /// Time that the record of a finished copy is kept: longer than a message can be on its way (14 days).
    let retention: Duration
    private let plan: CopierPlan.Multipart

    /// Bytes; larger objects are copied in parts.
    var threshold: Int64 { plan.threshold }
    /// Bytes of a part, as far as 10,000 of them suffice.
    var partSize: Int64 { plan.partSize }
    /// A copy of more parts is spread over messages.
    var partsPerMessage: Int { plan.partsPerMessage }
    /// `true` to cut parts as the source's were, so that the ETag is the same.
    var preservesETag: Bool { plan.preservesETag }

    /// - Parameter settings: gets every mistake.
    /// - Returns: `nil` when STATE_TABLE is not set.
    init?(_ settings: inout SettingsReader, _ plan: CopierPlan.Multipart) {
        retention = .seconds(86_400 * settings.integer("STATE_RETENTION_DAYS", in: 15...3_650, default: 15))
        guard let table = settings.optional("STATE_TABLE") else { return nil }
        self.table = table
        self.plan = plan
        queueURL = settings.required(
            "QUEUE_URL",
            expected: "the URL of the queue this function reads: a copy in parts continues through it"
        )
        if queueURL.hasSuffix(".fifo") {
            let expected = "a standard queue: a FIFO queue delays no message"
            settings.refuse("QUEUE_URL", found: queueURL, expected: expected)
        }
    }
}
