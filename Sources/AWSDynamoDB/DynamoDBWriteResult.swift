/// The result of a write with a condition. A condition that is not met is a result, not an error.
///
/// A write that is retried after a lost answer may find the item of its own first attempt. A caller that must know this
/// writes a token of its own into the item and compares it with the one in `existing`.
public enum DynamoDBWriteResult: Sendable, Equatable {
    case written
    /// The condition was not met, so nothing was written.
    ///
    /// - Parameter existing: the current item; `nil` when there is none.
    case refused(existing: DynamoDB.Item?)
}
