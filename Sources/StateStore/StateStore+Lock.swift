internal import AWSDynamoDB

extension StateStore {
    /// Takes a lock that one holder at a time may have. It has no end: a holder that died must be found by its own open
    /// work. For a right that ends by itself, a document has a ``Lease``.
    ///
    /// - Returns: who has it now: this holder, also when it had it before, or another one.
    public func takeLock(_ key: StateKey, for holder: String) async throws -> String {
        try await insert(StateLock(holder: holder), at: key).entry.document.holder
    }

    /// The owner of a lock; `nil` for nobody.
    public func lockHolder(_ key: StateKey) async throws -> String? {
        try await load(key, as: StateLock.self)?.document.holder
    }

    /// Gives a lock back, if that holder has it.
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
