public import AWSClient

/// Amazon EventBridge.
public struct EventBridge: Sendable {
    static let service = AWSService(
        name: "EventBridge",
        endpointPrefix: "events",
        wireProtocol: .json(version: "1.1", targetPrefix: "AWSEvents")
    )

    let client: AWSClient

    /// Makes a client of Amazon EventBridge.
    ///
    /// - Throws: `AWSConfigurationError` for a custom endpoint that is not a usable URL.
    public init(_ configuration: AWSConfiguration) throws(AWSConfigurationError) {
        client = try AWSClient(Self.service, configuration)
    }
}
