/// What EventBridge delivers, with a detail of the caller's type.
/// https://docs.aws.amazon.com/eventbridge/latest/ref/overiew-event-structure.html
///
/// Only what a handler would act on must be there; the rest is `nil` when a test or another sender leaves it out. EventBridge
/// Scheduler's default payload has the same shape with `detail` as a string: `EventBridgeEvent<String>`.
public struct EventBridgeEvent<Detail: Decodable & Sendable>: Decodable, Sendable {
    /// The same for every delivery of one event, though not for an event that its sender published twice.
    public let id: String?
    public let detailType: String
    /// `aws.…` for AWS's own.
    public let source: String
    public let account: String?
    /// ISO 8601, whole seconds, UTC.
    public let time: String?
    public let region: String?
    /// ARNs of what the event is about.
    public let resources: [String]
    public let detail: Detail

    enum CodingKeys: String, CodingKey {
        case id, source, account, time, region, resources, detail
        case detailType = "detail-type"
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        detailType = try container.decode(String.self, forKey: .detailType)
        source = try container.decode(String.self, forKey: .source)
        detail = try container.decode(Detail.self, forKey: .detail)
        id = try container.decodeIfPresent(String.self, forKey: .id)
        account = try container.decodeIfPresent(String.self, forKey: .account)
        time = try container.decodeIfPresent(String.self, forKey: .time)
        region = try container.decodeIfPresent(String.self, forKey: .region)
        resources = try container.decodeIfPresent([String].self, forKey: .resources) ?? []
    }
}
