import AWSClient

extension DynamoDB {
    /// Reads one item. The read is consistent by default, because an outdated lease or watermark would do harm.
    /// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_GetItem.html
    ///
    /// - Returns: `nil` when there is no such item.
    /// - Throws: `AWSError`, among others `ResourceNotFoundException` (no such table).
    public func getItem(
        _ key: Item,
        from table: String,
        isConsistent: Bool = true,
        deadline: ContinuousClock.Instant? = nil
    ) async throws -> Item? {
        struct Input: Encodable {
            let TableName: String
            let Key: Item
            let ConsistentRead: Bool
        }
        struct Output: Decodable, Sendable { let Item: DynamoDB.Item? }
        let input = Input(TableName: table, Key: key, ConsistentRead: isConsistent)
        let output: Output = try await client.call(.json("GetItem", input, isIdempotent: true), deadline: deadline)
        return output.Item
    }
}
