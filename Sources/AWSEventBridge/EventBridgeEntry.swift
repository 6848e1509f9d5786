/// An event that we send to EventBridge.
public struct EventBridgeEntry: Encodable, Sendable, Equatable {
    enum CodingKeys: String, CodingKey {
        case source = "Source"
        case detailType = "DetailType"
        case detail = "Detail"
        case bus = "EventBusName"
        case resources = "Resources"
    }

    /// The name of the event's source. It must not begin with `aws.`.
    public var source: String
    public var detailType: String
    /// The event's content: a JSON object as text.
    public var detail: String
    /// The name or ARN of the event bus; `nil` means the account's default bus.
    public var bus: String?
    public var resources: [String]?

    public init(source: String, detailType: String, detail: String, bus: String? = nil, resources: [String]? = nil) {
        self.source = source
        self.detailType = detailType
        self.detail = detail
        self.bus = bus
        self.resources = resources
    }
}
