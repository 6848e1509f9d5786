import AWSClient

extension DynamoDB {
    /// Writes a whole item, if the condition holds.
    /// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_PutItem.html
    ///
    /// - Throws: `AWSError`; that the condition does not hold is no error.
    public func putItem(
        _ item: Item,
        into table: String,
        if condition: DynamoDBExpression? = nil,
        deadline: ContinuousClock.Instant? = nil
    ) async throws -> DynamoDBWrite {
        struct Input: Encodable {
            let TableName: String
            let Item: DynamoDB.Item
            let ConditionExpression: String?
            let ExpressionAttributeNames: [String: String]?
            let ExpressionAttributeValues: DynamoDB.Item?
            let ReturnValuesOnConditionCheckFailure: String?
        }
        let placeholders = Placeholders(condition)
        let input = Input(
            TableName: table,
            Item: item,
            ConditionExpression: condition?.text,
            ExpressionAttributeNames: placeholders.namesOrNil,
            ExpressionAttributeValues: placeholders.valuesOrNil,
            ReturnValuesOnConditionCheckFailure: condition.map { _ in "ALL_OLD" }
        )
        return try await conditional {
            let _: NoOutput = try await client.call(.json("PutItem", input, isRepeatable: true), deadline: deadline)
        }
    }

    /// Deletes an item, if the condition holds. One that is not there is deleted.
    /// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DeleteItem.html
    ///
    /// - Throws: `AWSError`; that the condition does not hold is no error.
    public func deleteItem(
        _ key: Item,
        from table: String,
        if condition: DynamoDBExpression? = nil,
        deadline: ContinuousClock.Instant? = nil
    ) async throws -> DynamoDBWrite {
        struct Input: Encodable {
            let TableName: String
            let Key: Item
            let ConditionExpression: String?
            let ExpressionAttributeNames: [String: String]?
            let ExpressionAttributeValues: DynamoDB.Item?
            let ReturnValuesOnConditionCheckFailure: String?
        }
        let placeholders = Placeholders(condition)
        let input = Input(
            TableName: table,
            Key: key,
            ConditionExpression: condition?.text,
            ExpressionAttributeNames: placeholders.namesOrNil,
            ExpressionAttributeValues: placeholders.valuesOrNil,
            ReturnValuesOnConditionCheckFailure: condition.map { _ in "ALL_OLD" }
        )
        return try await conditional {
            let _: NoOutput = try await client.call(.json("DeleteItem", input, isRepeatable: true), deadline: deadline)
        }
    }

    private func conditional(_ write: () async throws -> Void) async throws -> DynamoDBWrite {
        do {
            try await write()
            return .written
        } catch let error as AWSError {
            return .refused(existing: try existingItem(behind: error))
        }
    }

    /// The item that made a condition fail. Rethrows every other error.
    func existingItem(behind error: AWSError) throws -> Item? {
        guard error.code == "ConditionalCheckFailedException" else { throw error }
        struct Body: Decodable { let Item: DynamoDB.Item? }
        return error.decodedBody(as: Body.self)?.Item
    }
}
