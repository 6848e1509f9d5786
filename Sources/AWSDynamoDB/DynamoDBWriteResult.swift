/// The result of a write that has a condition. That the condition does not hold is an answer, not an error.
///
/// A write that was retried after an answer got lost may find its own first attempt: whoever must know it puts a token of
/// its own into the item and looks for it in `existing`.
public enum DynamoDBWriteResult: Sendable, Equatable {
    case written
    /// - Parameter existing: the item as it is; `nil` when there is none.
    case refused(existing: DynamoDB.Item?)
}
