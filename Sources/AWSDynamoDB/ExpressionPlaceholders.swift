/// The placeholders of all expressions in one request. The caller must choose different names for them.
struct ExpressionPlaceholders {
    private(set) var names: [String: String] = [:]
    private(set) var values: DynamoDB.Item = [:]

    init(_ expressions: DynamoDBExpression?...) {
        for case let expression? in expressions {
            names.merge(expression.names) { first, _ in first }
            values.merge(expression.values) { first, _ in first }
        }
    }

    /// The names, or `nil` when there are none, because DynamoDB refuses an empty map.
    var namesOrNil: [String: String]? { names.isEmpty ? nil : names }
    var valuesOrNil: DynamoDB.Item? { values.isEmpty ? nil : values }
}
