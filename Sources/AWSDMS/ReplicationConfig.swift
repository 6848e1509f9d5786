/// The configuration of a serverless replication. The replication itself does not contain it.
/// https://docs.aws.amazon.com/dms/latest/APIReference/API_ReplicationConfig.html
public struct ReplicationConfig: Decodable, Sendable, Equatable {
    /// The selection and transformation rules, as JSON.
    public var tableMappings: String?
    /// The replication's settings, as JSON.
    public var settings: String?

    enum CodingKeys: String, CodingKey {
        case tableMappings = "TableMappings"
        case settings = "ReplicationSettings"
    }
}
