public import AWSClient

/// Amazon DynamoDB, the few operations that leases, watermarks and run records need.
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

    /// - Throws: `AWSConfigurationError` for a custom endpoint that cannot be one.
    public init(_ configuration: AWSConfiguration) throws(AWSConfigurationError) {
        client = try AWSClient(Self.service, configuration)
    }
}

/// An expression, with the names and values behind its placeholders:
/// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.html
public struct DynamoDBExpression: Sendable, Equatable {
    public var text: String
    public var names: [String: String]
    public var values: DynamoDB.Item

    public init(_ text: String, names: [String: String] = [:], values: DynamoDB.Item = [:]) {
        self.text = text
        self.names = names
        self.values = values
    }
}

/// The result of a write that has a condition. That the condition does not hold is an answer, not an error.
///
/// A write that was retried after an answer got lost may find its own first attempt: whoever must know it puts a token of
/// its own into the item and looks for it in `existing`.
public enum DynamoDBWrite: Sendable, Equatable {
    case written
    /// - Parameter existing: the item as it is; `nil` when there is none.
    case refused(existing: DynamoDB.Item?)
}

/// Placeholders of several expressions in one request. Their names must not clash, which is the caller's care.
struct Placeholders {
    private(set) var names: [String: String] = [:]
    private(set) var values: DynamoDB.Item = [:]

    init(_ expressions: DynamoDBExpression?...) {
        for case let expression? in expressions {
            names.merge(expression.names) { first, _ in first }
            values.merge(expression.values) { first, _ in first }
        }
    }

    /// DynamoDB refuses an empty map.
    var namesOrNil: [String: String]? { names.isEmpty ? nil : names }
    var valuesOrNil: DynamoDB.Item? { values.isEmpty ? nil : values }
}
