/// The result of an update.
public enum DynamoDBUpdate: Sendable, Equatable {
    /// The item was changed.
    ///
    /// - Parameter item: the whole item after the update.
    case updated(DynamoDB.Item)
    /// The condition was not met, so nothing was changed.
    ///
    /// - Parameter existing: the current item; `nil` when there is none.
    case refused(existing: DynamoDB.Item?)
}
