/// The result of an update.
public enum DynamoDBUpdate: Sendable, Equatable {
    /// - Parameter item: all of the item after the update.
    case updated(DynamoDB.Item)
    /// The condition does not hold.
    ///
    /// - Parameter existing: the item as it is; `nil` when there is none.
    case refused(existing: DynamoDB.Item?)
}
