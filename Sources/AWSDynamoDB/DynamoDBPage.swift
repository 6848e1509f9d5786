/// One page of items.
public struct DynamoDBPage: Sendable, Equatable {
    public let items: [DynamoDB.Item]
    /// The beginning of the next page; `nil` after the last one. A page may be empty and not the last.
    public let nextKey: DynamoDB.Item?
}
