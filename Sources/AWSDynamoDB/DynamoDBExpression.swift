/// A DynamoDB expression, with the names and values of its placeholders.
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
