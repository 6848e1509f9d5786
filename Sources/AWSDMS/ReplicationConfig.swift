/// The configuration of a serverless replication, which its replication does not carry.
/// https://docs.aws.amazon.com/dms/latest/APIReference/API_ReplicationConfig.html
public struct ReplicationConfig: Decodable, Sendable, Equatable {
    /// JSON: selection and transformation rules.
    public var tableMappings: String?
    /// JSON of the replication's settings.
    public var settings: String?

    enum CodingKeys: String, CodingKey {
        case tableMappings = "TableMappings"
        case settings = "ReplicationSettings"
    }
}
