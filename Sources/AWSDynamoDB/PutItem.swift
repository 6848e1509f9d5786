import AWSClient

extension DynamoDB {
    /// Writes a whole item, if the condition is met.
    /// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_PutItem.html
    ///
    /// - Throws: `AWSError`; a condition that is not met causes no error.
    public func putItem(
        _ item: Item,
        into table: String,
        if condition: DynamoDBExpression? = nil,
        deadline: ContinuousClock.Instant? = nil
    ) async throws -> DynamoDBWriteResult {
        try await write("PutItem", ConditionalInput(table: table, item: item, condition: condition), deadline)
    }

    /// Deletes an item, if the condition is met. Deleting an item that does not exist causes no error.
    /// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DeleteItem.html
    ///
    /// - Throws: `AWSError`; a condition that is not met causes no error.
    public func deleteItem(
        _ key: Item,
        from table: String,
        if condition: DynamoDBExpression? = nil,
        deadline: ContinuousClock.Instant? = nil
    ) async throws -> DynamoDBWriteResult {
        try await write("DeleteItem", ConditionalInput(table: table, key: key, condition: condition), deadline)
    }

    private func write(
        _ operation: String,
        _ input: ConditionalInput,
        _ deadline: ContinuousClock.Instant?
    ) async throws -> DynamoDBWriteResult {
        do {
            let _: IgnoredOutput = try await client.call(
                .json(operation, input, isIdempotent: true),
                deadline: deadline
            )
            return .written
        } catch let error as AWSError {
            return .refused(existing: try existingItem(behind: error))
        }
    }

    /// Returns the item that did not meet the condition. Every other error is thrown again.
    func existingItem(behind error: AWSError) throws -> Item? {
        guard error.code == "ConditionalCheckFailedException" else { throw error }
        struct Body: Decodable { let Item: DynamoDB.Item? }
        return error.decodedBody(as: Body.self)?.Item
    }
}

/// The input of PutItem and DeleteItem: PutItem needs an item, DeleteItem a key.
private struct ConditionalInput: Encodable {
    let TableName: String
    let Item: DynamoDB.Item?
    let Key: DynamoDB.Item?
    let ConditionExpression: String?
    let ExpressionAttributeNames: [String: String]?
    let ExpressionAttributeValues: DynamoDB.Item?
    let ReturnValuesOnConditionCheckFailure: String?

    init(
        table: String,
        item: DynamoDB.Item? = nil,
        key: DynamoDB.Item? = nil,
        condition: DynamoDBExpression?
    ) {
        let placeholders = ExpressionPlaceholders(condition)
        TableName = table
        Item = item
        Key = key
        ConditionExpression = condition?.text
        ExpressionAttributeNames = placeholders.namesOrNil
        ExpressionAttributeValues = placeholders.valuesOrNil
        ReturnValuesOnConditionCheckFailure = condition.map { _ in "ALL_OLD" }
    }
}
