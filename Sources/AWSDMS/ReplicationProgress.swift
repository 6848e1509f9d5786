import AWSClient
public import UTCTime

/// The progress of a task or a serverless replication.
/// https://docs.aws.amazon.com/dms/latest/APIReference/API_ReplicationTaskStats.html
/// https://docs.aws.amazon.com/dms/latest/APIReference/API_ReplicationStats.html
public struct ReplicationProgress: Decodable, Sendable, Equatable {
    /// The progress of the full load in percent, 0 to 100.
    public var fullLoadPercent: Int?
    public var tablesLoaded: Int?
    public var tablesLoading: Int?
    public var tablesQueued: Int?
    public var tablesErrored: Int?
    /// The time of the last start from the beginning. A task that was resumed later has a later ``startDate``.
    public var freshStartDate: UTCTime?
    /// The time of the last start, from the beginning or resumed.
    public var startDate: UTCTime?
    /// The time of the last stop. While DMS is late, and after some failures, it is still the stop of the run before.
    public var stopDate: UTCTime?
    public var fullLoadStartDate: UTCTime?
    public var fullLoadFinishDate: UTCTime?

    public init(
        fullLoadPercent: Int? = nil,
        tablesLoaded: Int? = nil,
        tablesLoading: Int? = nil,
        tablesQueued: Int? = nil,
        tablesErrored: Int? = nil,
        freshStartDate: UTCTime? = nil,
        startDate: UTCTime? = nil,
        stopDate: UTCTime? = nil,
        fullLoadStartDate: UTCTime? = nil,
        fullLoadFinishDate: UTCTime? = nil
    ) {
        self.fullLoadPercent = fullLoadPercent
        self.tablesLoaded = tablesLoaded
        self.tablesLoading = tablesLoading
        self.tablesQueued = tablesQueued
        self.tablesErrored = tablesErrored
        self.freshStartDate = freshStartDate
        self.startDate = startDate
        self.stopDate = stopDate
        self.fullLoadStartDate = fullLoadStartDate
        self.fullLoadFinishDate = fullLoadFinishDate
    }

    enum CodingKeys: String, CodingKey, CaseIterable {
        case fullLoadPercent = "FullLoadProgressPercent"
        case tablesLoaded = "TablesLoaded"
        case tablesLoading = "TablesLoading"
        case tablesQueued = "TablesQueued"
        case tablesErrored = "TablesErrored"
        case freshStartDate = "FreshStartDate"
        case startDate = "StartDate"
        case stopDate = "StopDate"
        case fullLoadStartDate = "FullLoadStartDate"
        case fullLoadFinishDate = "FullLoadFinishDate"
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        fullLoadPercent = try container.decodeIfPresent(Int.self, forKey: .fullLoadPercent)
        tablesLoaded = try container.decodeIfPresent(Int.self, forKey: .tablesLoaded)
        tablesLoading = try container.decodeIfPresent(Int.self, forKey: .tablesLoading)
        tablesQueued = try container.decodeIfPresent(Int.self, forKey: .tablesQueued)
        tablesErrored = try container.decodeIfPresent(Int.self, forKey: .tablesErrored)
        freshStartDate = try container.decodeEpochIfPresent(forKey: .freshStartDate)
        startDate = try container.decodeEpochIfPresent(forKey: .startDate)
        stopDate = try container.decodeEpochIfPresent(forKey: .stopDate)
        fullLoadStartDate = try container.decodeEpochIfPresent(forKey: .fullLoadStartDate)
        fullLoadFinishDate = try container.decodeEpochIfPresent(forKey: .fullLoadFinishDate)
    }
}
