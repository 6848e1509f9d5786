import AWSClient
public import UTCTime

/// DMS's statistics of one table. The schema and the table have their names in the source.
/// https://docs.aws.amazon.com/dms/latest/APIReference/API_TableStatistics.html
public struct TableStatistics: Decodable, Sendable, Equatable {
    public var schema: String
    public var table: String
    /// The state of the load: `Table completed`, `Table error` and others.
    public var state: String?
    public var fullLoadRows: Int64 = 0
    /// The number of rows that did not load. DMS counts this and ``fullLoadConditionFailedRows`` for DynamoDB targets
    /// only.
    public var fullLoadErrorRows: Int64 = 0
    public var fullLoadConditionFailedRows: Int64 = 0
    public var fullLoadStart: UTCTime?
    public var fullLoadEnd: UTCTime?
    /// The number of inserts that were captured from the source.
    public var inserts: Int64 = 0
    public var updates: Int64 = 0
    public var deletes: Int64 = 0
    /// The number of inserts that were applied to the target; `nil` when DMS does not report it.
    public var appliedInserts: Int64?
    public var appliedUpdates: Int64?
    public var appliedDeletes: Int64?
    /// The state of the validation: `Not enabled`, `Validated`, `Mismatched records` and others.
    public var validationState: String?
    public var validationDetails: String?
    public var validationPendingRecords: Int64 = 0
    public var validationFailedRecords: Int64 = 0
    public var validationSuspendedRecords: Int64 = 0
    /// The state of the resync: `Not enabled`, `Pending`, `In progress`, `No primary key`, `Last resync at: …`.
    public var resyncState: String?
    public var resyncRowsAttempted: Int64?
    public var resyncRowsSucceeded: Int64?
    public var resyncRowsFailed: Int64?
    /// The progress of the resync, in percent.
    public var resyncProgress: Double?

    public init(
        schema: String,
        table: String,
        state: String? = "Table completed",
        fullLoadRows: Int64 = 0,
        inserts: Int64 = 0,
        updates: Int64 = 0,
        deletes: Int64 = 0,
        validationState: String? = nil
    ) {
        self.schema = schema
        self.table = table
        self.state = state
        self.fullLoadRows = fullLoadRows
        self.inserts = inserts
        self.updates = updates
        self.deletes = deletes
        self.validationState = validationState
    }

    enum CodingKeys: String, CodingKey {
        case schema = "SchemaName"
        case table = "TableName"
        case state = "TableState"
        case fullLoadRows = "FullLoadRows"
        case fullLoadErrorRows = "FullLoadErrorRows"
        case fullLoadConditionFailedRows = "FullLoadCondtnlChkFailedRows"
        case fullLoadStart = "FullLoadStartTime"
        case fullLoadEnd = "FullLoadEndTime"
        case inserts = "Inserts"
        case updates = "Updates"
        case deletes = "Deletes"
        case appliedInserts = "AppliedInserts"
        case appliedUpdates = "AppliedUpdates"
        case appliedDeletes = "AppliedDeletes"
        case validationState = "ValidationState"
        case validationDetails = "ValidationStateDetails"
        case validationPendingRecords = "ValidationPendingRecords"
        case validationFailedRecords = "ValidationFailedRecords"
        case validationSuspendedRecords = "ValidationSuspendedRecords"
        case resyncState = "ResyncState"
        case resyncRowsAttempted = "ResyncRowsAttempted"
        case resyncRowsSucceeded = "ResyncRowsSucceeded"
        case resyncRowsFailed = "ResyncRowsFailed"
        case resyncProgress = "ResyncProgress"
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        func text(_ key: CodingKeys) throws -> String? { try container.decodeIfPresent(String.self, forKey: key) }
        func count(_ key: CodingKeys) throws -> Int64? { try container.decodeIfPresent(Int64.self, forKey: key) }
        schema = try text(.schema) ?? ""
        table = try container.decode(String.self, forKey: .table)
        state = try text(.state)
        fullLoadRows = try count(.fullLoadRows) ?? 0
        fullLoadErrorRows = try count(.fullLoadErrorRows) ?? 0
        fullLoadConditionFailedRows = try count(.fullLoadConditionFailedRows) ?? 0
        fullLoadStart = try container.decodeEpochIfPresent(forKey: .fullLoadStart)
        fullLoadEnd = try container.decodeEpochIfPresent(forKey: .fullLoadEnd)
        inserts = try count(.inserts) ?? 0
        updates = try count(.updates) ?? 0
        deletes = try count(.deletes) ?? 0
        appliedInserts = try count(.appliedInserts)
        appliedUpdates = try count(.appliedUpdates)
        appliedDeletes = try count(.appliedDeletes)
        validationState = try text(.validationState)
        validationDetails = try text(.validationDetails)
        validationPendingRecords = try count(.validationPendingRecords) ?? 0
        validationFailedRecords = try count(.validationFailedRecords) ?? 0
        validationSuspendedRecords = try count(.validationSuspendedRecords) ?? 0
        resyncState = try text(.resyncState)
        resyncRowsAttempted = try count(.resyncRowsAttempted)
        resyncRowsSucceeded = try count(.resyncRowsSucceeded)
        resyncRowsFailed = try count(.resyncRowsFailed)
        resyncProgress = try container.decodeIfPresent(Double.self, forKey: .resyncProgress)
    }
}
