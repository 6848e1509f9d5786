import AWSClient

extension DynamoDB {
    /// Reads items of one partition, or of an index, a page at a time (at most 1 MB).
    /// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Query.html
    ///
    /// - Parameters:
    ///   - keys: the key condition.
    ///   - isConsistent: an index other than a local one allows only `false`.
    ///   - limit: items looked at, before the filter.
    /// - Throws: `AWSError`, among others `RepeatedMarker` for a page that ends where it began.
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

    /// Reads a whole table, a page at a time. For sweepers of small tables; what can be asked by key is queried.
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
