/// The Kafka requests that this client can make, with the versions of each request that it can write and read.
/// https://kafka.apache.org/protocol#protocol_api_keys
enum KafkaAPI: Int16, CaseIterable, Sendable {
    case metadata = 3
    case saslHandshake = 17
    case apiVersions = 18
    case createTopics = 19
    case deleteTopics = 20
    case describeConfigs = 32
    case saslAuthenticate = 36
    case createPartitions = 37
    case incrementalAlterConfigs = 44

    /// Kafka's name of the API.
    var name: String {
        switch self {
        case .metadata: "Metadata"
        case .saslHandshake: "SaslHandshake"
        case .apiVersions: "ApiVersions"
        case .createTopics: "CreateTopics"
        case .deleteTopics: "DeleteTopics"
        case .describeConfigs: "DescribeConfigs"
        case .saslAuthenticate: "SaslAuthenticate"
        case .createPartitions: "CreatePartitions"
        case .incrementalAlterConfigs: "IncrementalAlterConfigs"
        }
    }

    /// The versions of the API that this client supports. The oldest is that of Kafka 1.0 (for IncrementalAlterConfigs,
    /// that of Kafka 2.3); the newest is the last version that adds something useful to us.
    var versions: ClosedRange<Int16> {
        switch self {
        case .metadata: 4...9
        case .saslHandshake: 1...1
        case .apiVersions: 0...3
        case .createTopics: 2...5
        case .deleteTopics: 1...5
        case .describeConfigs: 1...4
        case .saslAuthenticate: 0...2
        case .createPartitions: 0...2
        case .incrementalAlterConfigs: 0...1
        }
    }

    private var firstFlexible: Int16 {
        switch self {
        case .metadata: 9
        case .saslHandshake: .max
        case .apiVersions: 3
        case .createTopics: 5
        case .deleteTopics: 4
        case .describeConfigs: 4
        case .saslAuthenticate: 2
        case .createPartitions: 2
        case .incrementalAlterConfigs: 1
        }
    }

    func isFlexible(_ version: Int16) -> Bool { version >= firstFlexible }

    /// Returns the newest version that both this client and the broker support; `nil` when there is none.
    ///
    /// - Parameter offered: the broker's versions; `nil` when it does not have the API.
    func version(offered: KafkaVersionRange?) -> Int16? {
        guard let offered else { return nil }
        let newest = min(versions.upperBound, offered.newest)
        return newest >= max(versions.lowerBound, offered.oldest) ? newest : nil
    }
}
