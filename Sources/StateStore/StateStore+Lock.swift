internal import AWSDynamoDB

extension StateStore {
    /// Acquires a lock, which only one holder can have at a time. The lock does not expire: if a holder dies, its own
    /// open work must lead to the release. A ``Lease`` in a document is a right that expires.
    ///
    /// - Returns: the current holder: `holder`, also when it had the lock before, or another one.
    public func takeLock(_ key: StateKey, for holder: String) async throws -> String {
        try await insert(StateLock(holder: holder), at: key).entry.document.holder
    }

    /// Returns the holder of a lock; `nil` when nobody has the lock.
    public func lockHolder(_ key: StateKey) async throws -> String? {
        try await load(key, as: StateLock.self)?.document.holder
    }

    /// Releases a lock, if `holder` has it.
    public func releaseLock(_ key: StateKey, of holder: String) async throws {
        try check(key)
        let condition = DynamoDBExpression(
            "#status = :holder",
            names: ["#status": "status"],
            values: [":holder": .string(holder)]
        )
        _ = try await guarded(key) {
            try await database.deleteItem(key.attributes, from: table, if: condition, deadline: deadline)
        }
    }
}
