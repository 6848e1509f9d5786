internal import AWSClient
public import AWSDynamoDB
public import UTCTime

/// Typed documents in one DynamoDB table. Each document is one item, and every write of it is conditional.
///
/// | attribute | meaning |
/// |---|---|
/// | `pk`, `sk` | the key: ``StateKey`` |
/// | `version` | the number of writes; each write is conditional on the version that was read |
/// | `writer` | tokens of the last writes, which show whether a write with a lost answer succeeded |
/// | `status` | ``StateDocument/status`` |
/// | `document` | JSON text of the document |
/// | `open`, `due` | ``OpenWork``; on open documents only, for the sparse index `open-due` |
/// | `expiresAt` | seconds since 1970; on closed documents only, for DynamoDB's time to live |
///
/// Reads are consistent, except in the list of open work, which may be slightly outdated: writes based on it are
/// conditional as well. Every operation throws ``StateStoreError``, `CancellationError` or `CredentialError`.
public struct StateStore: Sendable {
    let database: DynamoDB
    public let table: String
    /// The time for which a closed document is kept. DynamoDB may delete the document later than that.
    public let retention: Duration
    /// The time after which no call to DynamoDB begins, and none waits; `nil` for no limit.
    public var deadline: ContinuousClock.Instant?

    let clock: TimeSource

    /// Makes a store for one table.
    ///
    /// - Parameters:
    ///   - table: the table's name or ARN.
    ///   - retention: the time for which closed documents are kept.
    ///   - clock: gives the time for the expiry, and waits between attempts to write a document that others write
    ///     too, at most a second at a time.
    public init(
        _ database: DynamoDB,
        table: String,
        retention: Duration,
        clock: TimeSource = .system
    ) {
        self.database = database
        self.table = table
        self.retention = retention
        self.clock = clock
    }

    /// Returns the same store with the deadline of one invocation.
    public func until(_ deadline: ContinuousClock.Instant) -> StateStore {
        var store = self
        store.deadline = deadline
        return store
    }

    /// Reads a document.
    ///
    /// - Returns: `nil` when there is no document.
    public func load<Document: StateDocument>(
        _ key: StateKey,
        as type: Document.Type = Document.self
    ) async throws -> VersionedDocument<Document>? {
        try check(key)
        return try await item(at: key).map { try entry($0, key) }
    }

    /// Writes a new document, if the key has no document yet.
    ///
    /// - Returns: the document at the key, and `true` when this call wrote it.
    public func insert<Document: StateDocument>(
        _ document: Document,
        at key: StateKey
    ) async throws -> (entry: VersionedDocument<Document>, isNew: Bool) {
        let token = LastWriterTokens.newToken()
        let new = VersionedDocument(key: key, document: document, version: 1, writers: LastWriterTokens().adding(token))
        let item = try item(new)
        for _ in 0..<ConflictBackoff.attempts {
            switch try await write(item, key, if: DynamoDBExpression("attribute_not_exists(pk)")) {
            case .written: return (new, true)
            case .refused(var existing):
                // It may have expired or been deleted since: then it is written after all.
                if existing == nil { existing = try await self.item(at: key) }
                guard let existing else { continue }
                let known: VersionedDocument<Document> = try entry(existing, key)
                return (known, known.writers.contains(token))
            }
        }
        throw error(.contended(attempts: ConflictBackoff.attempts), key)
    }

    /// Deletes a document, if nobody has changed it since it was read.
    ///
    /// - Returns: `false` when somebody has changed the document, and it still exists.
    @discardableResult
    public func delete<Document: StateDocument>(_ entry: VersionedDocument<Document>) async throws -> Bool {
        let condition = Self.isVersion(entry.version)
        switch try await guarded(
            entry.key,
            {
                try await database.deleteItem(entry.key.attributes, from: table, if: condition, deadline: deadline)
            }
        ) {
        case .written, .refused(existing: nil): return true
        case .refused: return false
        }
    }

    /// Deletes the document at a key, without a condition.
    public func delete(_ key: StateKey) async throws {
        try check(key)
        _ = try await guarded(key) { try await database.deleteItem(key.attributes, from: table, deadline: deadline) }
    }

    // MARK: - Access

    static func isVersion(_ version: Int64) -> DynamoDBExpression {
        DynamoDBExpression(
            "#version = :version",
            names: ["#version": "version"],
            values: [":version": .integer(version)]
        )
    }

    func item(at key: StateKey) async throws -> DynamoDB.Item? {
        try await guarded(key) { try await database.getItem(key.attributes, from: table, deadline: deadline) }
    }

    func write(_ item: DynamoDB.Item, _ key: StateKey, if condition: DynamoDBExpression) async throws
        -> DynamoDBWriteResult
    {
        try await guarded(key) { try await database.putItem(item, into: table, if: condition, deadline: deadline) }
    }

    /// Makes a call to DynamoDB. An error of the call is thrown with the names of the table and the item.
    func guarded<Value>(_ item: some CustomStringConvertible, _ call: () async throws -> Value) async throws -> Value {
        do {
            return try await call()
        } catch let error as AWSError {
            throw StateStoreError(.unavailable(error), table: table, item: item.description)
        }
    }

    func check(_ key: StateKey) throws(StateStoreError) {
        if let problem = key.problem { throw error(.invalidKey(problem), key) }
    }

    func error(_ reason: StateStoreError.Reason, _ key: StateKey) -> StateStoreError {
        StateStoreError(reason, table: table, item: key.description)
    }
}
