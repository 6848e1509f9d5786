import LambdaRuntime

/// The settings of copies in parts.
struct MultipartSettings: Sendable {
    /// The name of the table with the records of copies in parts.
    let table: String
    /// The URL of the queue for messages about ranges of parts: the queue that this function reads.
    let queueURL: String
    /// The time for which a finished copy's record is kept. It is longer than the 14 days that SQS may keep a message.
    let retention: Duration
    private let plan: CopierPlan.Multipart

    /// The maximum size, in bytes, of an object that is copied in one request; larger objects are copied in parts.
    var threshold: Int64 { plan.threshold }
    /// The preferred size of a part in bytes; parts are larger when 10,000 of this size would not suffice.
    var partSize: Int64 { plan.partSize }
    /// The maximum number of parts that are copied for one message. A copy with more parts is split over several
    /// messages.
    var partsPerMessage: Int { plan.partsPerMessage }
    /// `true` to use the part sizes of the source, so that the copy has the same ETag.
    var preservesETag: Bool { plan.preservesETag }

    /// - Parameter settings: receives every mistake.
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
