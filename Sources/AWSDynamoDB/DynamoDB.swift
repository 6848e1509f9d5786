public import AWSClient

/// Amazon DynamoDB, with the few operations that leases, watermarks and run records need.
/// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/Welcome.html
public struct DynamoDB: Sendable {
    public typealias Item = [String: AttributeValue]

    static let service = AWSService(
        name: "DynamoDB",
        endpointPrefix: "dynamodb",
        wireProtocol: .json(version: "1.0", targetPrefix: "DynamoDB_20120810"),
        retry: .dynamoDB
    )

    let client: AWSClient

    /// Makes a client of Amazon DynamoDB.
    ///
    /// - Throws: `AWSConfigurationError` for a custom endpoint that is not a usable URL.
    public init(_ configuration: AWSConfiguration) throws(AWSConfigurationError) {
        client = try AWSClient(Self.service, configuration)
    }
}
