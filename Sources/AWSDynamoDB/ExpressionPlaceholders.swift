/// The placeholders of several expressions in one request. Their names must not clash, which is the caller's care.
struct ExpressionPlaceholders {
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
