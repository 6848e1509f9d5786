internal import AWSClient
public import AWSDynamoDB
public import UTCTime

/// Typed documents in one DynamoDB table, each in one item that is written conditionally.
///
/// | attribute | meaning |
/// |---|---|
/// | `pk`, `sk` | the place: ``StateKey`` |
/// | `version` | counts writes; each write is conditional on the one that was read |
/// | `writer` | tokens of the last writes, which tell a lost answer from a lost race |
/// | `status` | ``StateDocument/status`` |
/// | `document` | JSON text of the document |
/// | `open`, `due` | ``OpenWork``; on open documents only, for the sparse index `open-due` |
/// | `expiresAt` | seconds since 1970; on closed documents only, for DynamoDB's time to live |
///
/// Reads are consistent, except those of the list of open work, which may be a moment old: what comes of it is written
/// under the same condition. Every operation throws ``StateStoreError``, or `CancellationError` and `CredentialError`.
public struct StateStore: Sendable {
    let database: DynamoDB
    public let table: String
    /// Time that a closed document is kept. Not to be relied on: DynamoDB deletes when it has time.
    public let retention: Duration
    /// The deadline, after which no call begins or waits.
    public var deadline: ContinuousClock.Instant?

    let clock: TimeSource

    /// - Parameters:
    ///   - table: its name or ARN.
    ///   - retention: of closed documents.
    ///   - clock: dates expiry, and waits between attempts to write what others write too, at most a second at a time.
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

    /// The same store for one invocation.
    public func until(_ deadline: ContinuousClock.Instant) -> StateStore {
        var store = self
        store.deadline = deadline
        return store
    }

    /// Reads a document.
    ///
    /// - Returns: `nil` when there is none.
    public func load<Document: StateDocument>(
        _ key: StateKey,
        as type: Document.Type = Document.self
    ) async throws -> VersionedDocument<Document>? {
        try check(key)
        return try await item(at: key).map { try entry($0, key) }
    }

    /// Writes a document that must not be there yet.
    ///
    /// - Returns: what is there now, and whether this call wrote it.
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

    /// Deletes a document as it was read.
    ///
    /// - Returns: `false` when somebody has changed it since, and it is still there.
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

    /// Names table and item in the error of a call.
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
