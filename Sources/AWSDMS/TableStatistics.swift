import AWSClient
public import UTCTime

/// DMS's counts of one table. Names are the source's.
/// https://docs.aws.amazon.com/dms/latest/APIReference/API_TableStatistics.html
public struct TableStatistics: Decodable, Sendable, Equatable {
    public var schema: String
    public var table: String
    /// `Table completed`, `Table error` and others.
    public var state: String?
    public var fullLoadRows: Int64 = 0
    /// Rows that did not load; DMS fills both in for DynamoDB targets only.
    public var fullLoadErrorRows: Int64 = 0
    public var fullLoadConditionFailedRows: Int64 = 0
    public var fullLoadStart: UTCTime?
    public var fullLoadEnd: UTCTime?
    /// Changes that were captured from the source.
    public var inserts: Int64 = 0
    public var updates: Int64 = 0
    public var deletes: Int64 = 0
    /// Changes that were applied to the target; `nil` where DMS does not say.
    public var appliedInserts: Int64?
    public var appliedUpdates: Int64?
    public var appliedDeletes: Int64?
    /// `Not enabled`, `Validated`, `Mismatched records` and others.
    public var validationState: String?
    public var validationDetails: String?
    public var validationPendingRecords: Int64 = 0
    public var validationFailedRecords: Int64 = 0
    public var validationSuspendedRecords: Int64 = 0
    /// `Not enabled`, `Pending`, `In progress`, `No primary key`, `Last resync at: …`.
    public var resyncState: String?
    public var resyncRowsAttempted: Int64?
    public var resyncRowsSucceeded: Int64?
    public var resyncRowsFailed: Int64?
    /// Percent.
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
