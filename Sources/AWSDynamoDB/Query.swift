import AWSClient

extension DynamoDB {
    /// Reads items of one partition, or of an index, one page of at most 1 MB at a time.
    /// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Query.html
    ///
    /// - Parameters:
    ///   - keys: the key condition.
    ///   - isConsistent: `true` for a consistent read. A global index allows only `false`.
    ///   - limit: the maximum number of items that are read, before the filter.
    /// - Throws: `AWSError`, among others `RepeatedMarker` for a page that ends at the same key at which it began.
    public func query(
        _ table: String,
        index: String? = nil,
        keys: DynamoDBExpression,
        filter: DynamoDBExpression? = nil,
        isConsistent: Bool = false,
        isAscending: Bool = true,
        limit: Int? = nil,
        from start: Item? = nil,
        deadline: ContinuousClock.Instant? = nil
    ) async throws -> DynamoDBPage {
        struct Input: Encodable {
            let TableName: String
            let IndexName: String?
            let KeyConditionExpression: String
            let FilterExpression: String?
            let ExpressionAttributeNames: [String: String]?
            let ExpressionAttributeValues: DynamoDB.Item?
            let ConsistentRead: Bool
            let ScanIndexForward: Bool
            let Limit: Int?
            let ExclusiveStartKey: Item?
        }
        let placeholders = ExpressionPlaceholders(keys, filter)
        let input = Input(
            TableName: table,
            IndexName: index,
            KeyConditionExpression: keys.text,
            FilterExpression: filter?.text,
            ExpressionAttributeNames: placeholders.namesOrNil,
            ExpressionAttributeValues: placeholders.valuesOrNil,
            ConsistentRead: isConsistent,
            ScanIndexForward: isAscending,
            Limit: limit,
            ExclusiveStartKey: start
        )
        return try await page("Query", input, from: start, deadline)
    }

    /// Reads a whole table, one page at a time. It is for sweepers of small tables; use a query where the key is known.
    /// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Scan.html
    ///
    /// - Throws: `AWSError`.
    public func scan(
        _ table: String,
        index: String? = nil,
        filter: DynamoDBExpression? = nil,
        from start: Item? = nil,
        deadline: ContinuousClock.Instant? = nil
    ) async throws -> DynamoDBPage {
        struct Input: Encodable {
            let TableName: String
            let IndexName: String?
            let FilterExpression: String?
            let ExpressionAttributeNames: [String: String]?
            let ExpressionAttributeValues: DynamoDB.Item?
            let ExclusiveStartKey: Item?
        }
        let placeholders = ExpressionPlaceholders(filter)
        let input = Input(
            TableName: table,
            IndexName: index,
            FilterExpression: filter?.text,
            ExpressionAttributeNames: placeholders.namesOrNil,
            ExpressionAttributeValues: placeholders.valuesOrNil,
            ExclusiveStartKey: start
        )
        return try await page("Scan", input, from: start, deadline)
    }

    private func page(
        _ operation: String,
        _ input: some Encodable,
        from start: Item?,
        _ deadline: ContinuousClock.Instant?
    ) async throws -> DynamoDBPage {
        let output: PageOutput = try await client.call(.json(operation, input, isIdempotent: true), deadline: deadline)
        if let next = output.LastEvaluatedKey, next == start {
            throw AWSError.repeatedMarker(service: Self.service.name, operation: operation)
        }
        return DynamoDBPage(items: output.Items ?? [], nextKey: output.LastEvaluatedKey)
    }
}

private struct PageOutput: Decodable, Sendable {
    let Items: [DynamoDB.Item]?
    let LastEvaluatedKey: DynamoDB.Item?
}
