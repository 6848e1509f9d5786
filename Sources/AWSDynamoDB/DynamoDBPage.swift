/// One page of items.
public struct DynamoDBPage: Sendable, Equatable {
    public let items: [DynamoDB.Item]
    /// The key at which the next page begins; `nil` after the last page. A page may be empty without being the last.
    public let nextKey: DynamoDB.Item?
}
