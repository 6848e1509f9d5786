import AWSDynamoDB
import AWSRedshiftData
import JSON
import UTCTime

/// Where an item is in the state table.
struct StateKey: Sendable, Equatable {
    let partition: String
    let sort: String

    static func run(_ id: String) -> StateKey { StateKey(partition: "run#\(id)", sort: "run") }
    static func export(_ name: String, of run: String) -> StateKey {
        StateKey(partition: "run#\(run)", sort: "export#\(name)")
    }
    static func watermark(plan: String, export: String) -> StateKey {
        StateKey(partition: "watermark#\(plan)", sort: export)
    }
    static func backfill(_ id: String) -> StateKey { StateKey(partition: "backfill#\(id)", sort: "backfill") }
    static func open(_ name: String) -> StateKey { StateKey(partition: "open", sort: name) }
}

/// A document and the version it was read in, or written as.
struct Stored<Document: Sendable>: Sendable {
    var document: Document
    let version: Int64
}

/// The one DynamoDB table. Every write is conditional on the version that was read: of two invocations that decide at the
/// same time one is refused, reads again and decides anew.
struct StateTable: Sendable {
    let database: DynamoDB
    let name: String
    /// How long items of runs are kept.
    let lifetime: Duration
    let now: @Sendable () -> UTCTime

    func read<Document: Decodable & Sendable>(
        _ key: StateKey,
        as type: Document.Type = Document.self,
        deadline: ContinuousClock.Instant
    ) async throws -> Stored<Document>? {
        guard let item = try await database.getItem(Self.attributes(key), from: name, deadline: deadline) else {
            return nil
        }
        return try Self.stored(item)
    }

    /// Writes a document over the version that was read; `nil` for one that must not exist yet.
    ///
    /// - Parameters:
    ///   - status: for people who look at the table.
    ///   - isKept: it is not to be forgotten with time.
    /// - Returns: `nil` when another write came first.
    func write<Document: Codable & Sendable>(
        _ document: Document,
        at key: StateKey,
        over version: Int64?,
        status: String,
        isKept: Bool = false,
        deadline: ContinuousClock.Instant
    ) async throws -> Stored<Document>? {
        let text = try Self.text(document)
        let item = item(text, key, version: (version ?? 0) + 1, status: status, isKept: isKept)
        guard try await write(item, over: version, deadline) else { return nil }
        return Stored(document: document, version: (version ?? 0) + 1)
    }

    private func write(
        _ document: DynamoDB.Item,
        over version: Int64?,
        _ deadline: ContinuousClock.Instant
    ) async throws -> Bool {
        var item = document
        // Tells our own first attempt, whose answer was lost, from somebody else's write.
        let writer = String(UInt64.random(in: .min ... .max), radix: 36)
        item["writer"] = .string(writer)
        let condition =
            version.map {
                DynamoDBExpression(
                    "#version = :version",
                    names: ["#version": "version"],
                    values: [":version": .integer($0)]
                )
            }
            ?? DynamoDBExpression("attribute_not_exists(pk)")
        switch try await database.putItem(item, into: name, if: condition, deadline: deadline) {
        case .written: return true
        case .refused(let existing): return existing?["writer"]?.string == writer
        }
    }

    /// Writes a document whatever is there.
    func put(
        _ document: some Encodable & Sendable,
        at key: StateKey,
        status: String,
        deadline: ContinuousClock.Instant
    ) async throws {
        let item = item(try Self.text(document), key, version: 1, status: status, isKept: false)
        _ = try await database.putItem(item, into: name, deadline: deadline)
    }

    func delete(_ key: StateKey, ifStatus status: String, deadline: ContinuousClock.Instant) async throws {
        let condition = DynamoDBExpression(
            "#status = :status",
            names: ["#status": "status"],
            values: [":status": .string(status)]
        )
        _ = try await database.deleteItem(Self.attributes(key), from: name, if: condition, deadline: deadline)
    }

    private static func text(_ document: some Encodable) throws -> String {
        try JSONWriter.text(of: document)
    }

    private func item(
        _ document: String,
        _ key: StateKey,
        version: Int64,
        status: String,
        isKept: Bool
    ) -> DynamoDB.Item {
        var item = Self.attributes(key)
        item["version"] = .integer(version)
        item["status"] = .string(status)
        item["updatedAt"] = .string(now().rfc3339)
        item["document"] = .string(document)
        if !isKept { item["expiresAt"] = .integer(now().advanced(by: lifetime).millisecondsSinceEpoch / 1000) }
        return item
    }

    /// All documents of a partition whose sort key begins so, in the order of their sort keys.
    func list<Document: Decodable & Sendable>(
        partition: String,
        sortPrefix: String,
        as type: Document.Type = Document.self,
        deadline: ContinuousClock.Instant
    ) async throws -> [(sort: String, stored: Stored<Document>)] {
        try await items(partition, sortPrefix, deadline).map { ($0["sk"]?.string ?? "", try Self.stored($0)) }
    }

    private func items(
        _ partition: String,
        _ sortPrefix: String,
        _ deadline: ContinuousClock.Instant
    ) async throws -> [DynamoDB.Item] {
        // An empty prefix is no value for begins_with.
        let keys =
            sortPrefix.isEmpty
            ? DynamoDBExpression("pk = :pk", values: [":pk": .string(partition)])
            : DynamoDBExpression(
                "pk = :pk AND begins_with(sk, :sk)",
                values: [":pk": .string(partition), ":sk": .string(sortPrefix)]
            )
        var found: [DynamoDB.Item] = []
        var start: DynamoDB.Item?
        repeat {
            let page = try await database.query(
                name,
                keys: keys,
                isConsistent: true,
                from: start,
                deadline: deadline
            )
            found += page.items
            start = page.nextKey
        } while start != nil
        return found
    }

    private static func attributes(_ key: StateKey) -> DynamoDB.Item {
        ["pk": .string(key.partition), "sk": .string(key.sort)]
    }

    private static func stored<Document: Decodable>(_ item: DynamoDB.Item) throws -> Stored<Document> {
        guard let version = item["version"]?.integer, let text = item["document"]?.string else {
            throw StateError(
                item: "\(item["pk"]?.string ?? "?") \(item["sk"]?.string ?? "?")",
                problem: "has no version or document"
            )
        }
        do {
            return Stored(document: try JSONDocument(text).decode(Document.self), version: version)
        } catch {
            throw StateError(item: "\(item["pk"]?.string ?? "?") \(item["sk"]?.string ?? "?")", problem: "\(error)")
        }
    }
}

/// An item that something else wrote, or another version of the function.
struct StateError: Error, CustomStringConvertible {
    let item: String
    let problem: String

    var description: String { "the item \(item) of the state table cannot be read: \(problem)" }
}
