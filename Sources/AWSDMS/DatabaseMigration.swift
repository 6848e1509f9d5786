public import AWSClient
public import UTCTime

/// AWS Database Migration Service.
/// https://docs.aws.amazon.com/dms/latest/APIReference/Welcome.html
public struct DatabaseMigration: Sendable {
    static let service = AWSService(
        name: "Database Migration Service",
        endpointPrefix: "dms",
        wireProtocol: .json(version: "1.1", targetPrefix: "AmazonDMSv20160101")
    )

    let client: AWSClient

    /// - Throws: `AWSConfigurationError` for a custom endpoint that cannot be one.
    public init(_ configuration: AWSConfiguration) throws(AWSConfigurationError) {
        client = try AWSClient(Self.service, configuration)
    }

    /// See ``AWSClient/warmUp()``.
    public func warmUp() async { await client.warmUp() }

    /// `{"Filters": [{"Name": …, "Values": […]}]}`, as every Describe operation takes it.
    struct FilteredRequest: Encodable {
        struct Filter: Encodable {
            let Name: String
            let Values: [String]
        }

        let Filters: [Filter]

        init(_ name: String, _ value: String) { Filters = [Filter(Name: name, Values: [value])] }
    }

    /// The service says that there is no such thing by an error; for a question that is an answer.
    func nilIfNotFound<Value>(_ body: () async throws -> Value?) async throws -> Value? {
        do {
            return try await body()
        } catch let error as AWSError where error.code == "ResourceNotFoundFault" {
            return nil
        }
    }
}

/// The progress of a task or a serverless replication.
/// https://docs.aws.amazon.com/dms/latest/APIReference/API_ReplicationTaskStats.html
public struct ReplicationProgress: Decodable, Sendable, Equatable {
    /// 0 to 100.
    public var fullLoadPercent: Int?
    public var tablesLoaded: Int?
    public var tablesErrored: Int?
    /// The last start from the beginning; a task that was resumed since has a later ``startDate``.
    public var freshStartDate: UTCTime?
    public var startDate: UTCTime?
    public var stopDate: UTCTime?

    public init(
        fullLoadPercent: Int? = nil,
        tablesLoaded: Int? = nil,
        tablesErrored: Int? = nil,
        freshStartDate: UTCTime? = nil,
        startDate: UTCTime? = nil,
        stopDate: UTCTime? = nil
    ) {
        self.fullLoadPercent = fullLoadPercent
        self.tablesLoaded = tablesLoaded
        self.tablesErrored = tablesErrored
        self.freshStartDate = freshStartDate
        self.startDate = startDate
        self.stopDate = stopDate
    }

    enum CodingKeys: String, CodingKey {
        case fullLoadPercent = "FullLoadProgressPercent"
        case tablesLoaded = "TablesLoaded"
        case tablesErrored = "TablesErrored"
        case freshStartDate = "FreshStartDate"
        case startDate = "StartDate"
        case stopDate = "StopDate"
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        fullLoadPercent = try container.decodeIfPresent(Int.self, forKey: .fullLoadPercent)
        tablesLoaded = try container.decodeIfPresent(Int.self, forKey: .tablesLoaded)
        tablesErrored = try container.decodeIfPresent(Int.self, forKey: .tablesErrored)
        freshStartDate = try container.decodeEpochIfPresent(forKey: .freshStartDate)
        startDate = try container.decodeEpochIfPresent(forKey: .startDate)
        stopDate = try container.decodeEpochIfPresent(forKey: .stopDate)
    }
}
