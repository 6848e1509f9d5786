/// An event of our own.
public struct EventBridgeEntry: Encodable, Sendable, Equatable {
    enum CodingKeys: String, CodingKey {
        case source = "Source"
        case detailType = "DetailType"
        case detail = "Detail"
        case bus = "EventBusName"
        case resources = "Resources"
    }

    /// Must not begin with `aws.`.
    public var source: String
    public var detailType: String
    /// A JSON object as text.
    public var detail: String
    /// Name or ARN; `nil` is the account's default bus.
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
