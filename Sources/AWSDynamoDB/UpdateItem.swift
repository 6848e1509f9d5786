import AWSClient

extension DynamoDB {
    /// Changes attributes of an item, if the condition is met, and returns the whole item. An item that does not exist
    /// is created.
    /// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateItem.html
    ///
    /// - Parameters:
    ///   - update: e.g. `SET #state = :done ADD parts :new`.
    ///   - isIdempotent: `false` for an update that has another effect the second time, so that it is not retried
    ///     after a lost answer: `ADD` of a number, `list_append`.
    /// - Throws: `AWSError`; a condition that is not met causes no error.
    public func updateItem(
        _ key: Item,
        in table: String,
        _ update: DynamoDBExpression,
        if condition: DynamoDBExpression? = nil,
        isIdempotent: Bool = true,
        deadline: ContinuousClock.Instant? = nil
    ) async throws -> DynamoDBUpdate {
        struct Input: Encodable {
            let TableName: String
            let Key: Item
            let UpdateExpression: String
            let ConditionExpression: String?
            let ExpressionAttributeNames: [String: String]?
            let ExpressionAttributeValues: DynamoDB.Item?
            let ReturnValues = "ALL_NEW"
            let ReturnValuesOnConditionCheckFailure: String?
        }
        struct Output: Decodable, Sendable { let Attributes: DynamoDB.Item? }
        let placeholders = ExpressionPlaceholders(update, condition)
        let input = Input(
            TableName: table,
            Key: key,
            UpdateExpression: update.text,
            ConditionExpression: condition?.text,
            ExpressionAttributeNames: placeholders.namesOrNil,
            ExpressionAttributeValues: placeholders.valuesOrNil,
            ReturnValuesOnConditionCheckFailure: condition.map { _ in "ALL_OLD" }
        )
        do {
            let output: Output = try await client.call(
                .json("UpdateItem", input, isIdempotent: isIdempotent),
                deadline: deadline
            )
            return .updated(output.Attributes ?? [:])
        } catch let error as AWSError {
            return .refused(existing: try existingItem(behind: error))
        }
    }
}
