import AWSClient
import AWSDynamoDB
import JSON
import UTCTime

/// The table, as far as records of runs go. Every write of a record is conditional on its version, so that of two who
/// change it at once one reads again and decides anew.
struct RunLedger: Sendable {
    let database: DynamoDB
    let table: String
    /// How long items are kept. Never relied on: DynamoDB deletes when it has time.
    let memory: Duration
    let deadline: ContinuousClock.Instant

    /// A record with the version it was read at.
    struct Entry: Sendable {
        var record: RunRecord
        fileprivate var version: Int64
        var key: RunKey { record.key }
    }

    /// Writes a record that must not exist yet.
    ///
    /// - Returns: what is there, and whether it was written now.
    func insert(_ record: RunRecord, at now: UTCTime) async throws -> (entry: Entry, isNew: Bool) {
        let condition = DynamoDBExpression("attribute_not_exists(pk)")
        let entry = Entry(record: record, version: 1)
        let item = try item(entry, now)
        switch try await put(item, if: condition) {
        case .written: return (entry, true)
        case .refused(let existing):
            if isSameWrite(existing, item) { return (entry, true) }
            // Without the existing item in the answer, or when it has just expired: read it.
            if let existing { return (try self.entry(existing), false) }
            if let known = try await load(record.key) { return (known, false) }
            throw StarterError(.tableUnavailable, "table \(table) refuses an item \(record.key) that is not there")
        }
    }

    func load(_ key: RunKey) async throws -> Entry? {
        try await guarded { try await database.getItem(address(key), from: table, deadline: deadline) }.map(entry)
    }

    /// Applies a move to a record and writes it. When somebody else has written meanwhile, the move is tried on what they
    /// wrote.
    ///
    /// - Parameter move: returns whether it is legal; called again after a conflict.
    /// - Returns: the record as it is now, and whether the move was made.
    @discardableResult
    func change(
        _ entry: inout Entry,
        at now: UTCTime,
        _ move: @escaping @Sendable (inout RunRecord) -> Bool
    ) async throws -> Bool {
        try await make(Move(move), &entry, now)
    }

    /// An object, because the compiler would make a copy of what it is passed to for each move there is.
    private final class Move: Sendable {
        let change: @Sendable (inout RunRecord) -> Bool

        init(_ change: @escaping @Sendable (inout RunRecord) -> Bool) { self.change = change }
    }

    @inline(never)
    private func make(_ move: Move, _ entry: inout Entry, _ now: UTCTime) async throws -> Bool {
        for _ in 0..<100 {
            var changed = entry
            guard move.change(&changed.record) else { return false }
            changed.version += 1
            let condition = DynamoDBExpression(
                "#version = :version",
                names: ["#version": "version"],
                values: [":version": .integer(entry.version)]
            )
            let item = try item(changed, now)
            switch try await put(item, if: condition) {
            case .written:
                entry = changed
                return true
            case .refused(let existing):
                if isSameWrite(existing, item) {
                    entry = changed
                    return true
                }
                guard let latest = try await load(entry.key) else {
                    throw StarterError(.tableUnavailable, "the item \(entry.key) has vanished from table \(table)")
                }
                entry = latest
            }
        }
        throw StarterError(.tableUnavailable, "the item \(entry.key) in table \(table) never stops changing")
    }

    /// Forgets a record that nothing came of.
    func forget(_ entry: Entry) async throws {
        _ = try await delete(partition: entry.key.partition, sort: Self.recordSort)
    }

    // MARK: - Items

    static let recordSort = "run"

    private func address(_ key: RunKey) -> DynamoDB.Item {
        ["pk": .string(key.partition), "sk": .string(Self.recordSort)]
    }

    private func item(_ entry: Entry, _ now: UTCTime) throws -> DynamoDB.Item {
        let text = try JSONWriter.text(of: entry.record)
        var item = address(entry.key)
        item["state"] = .string(entry.record.state.name)
        item["version"] = .integer(entry.version)
        item["writer"] = .string(String(UInt64.random(in: .min ... .max), radix: 36))
        item["record"] = .string(text)
        item["expires"] = expiry(now)
        return item
    }

    private func entry(_ item: DynamoDB.Item) throws(StarterError) -> Entry {
        guard let text = item["record"]?.string, let version = item["version"]?.integer,
            let record = try? JSONDocument(text).decode(RunRecord.self)
        else {
            let name = item["pk"]?.string ?? "?"
            throw StarterError(.tableUnavailable, "item \(name) of table \(table) is not one this version wrote")
        }
        return Entry(record: record, version: version)
    }

    /// Whether what refuses a write is that write itself: its first attempt, whose answer was lost.
    private func isSameWrite(_ existing: DynamoDB.Item?, _ item: DynamoDB.Item) -> Bool {
        existing?["writer"] == item["writer"]
    }

    func expiry(_ now: UTCTime) -> AttributeValue {
        .integer(now.advanced(by: memory).millisecondsSinceEpoch / 1000)
    }
}

// MARK: - Access

extension RunLedger {
    func put(_ item: DynamoDB.Item, if condition: DynamoDBExpression? = nil) async throws -> DynamoDBWrite {
        try await guarded { try await database.putItem(item, into: table, if: condition, deadline: deadline) }
    }

    func delete(
        partition: String,
        sort: String,
        if condition: DynamoDBExpression? = nil
    ) async throws -> DynamoDBWrite {
        try await guarded {
            try await database.deleteItem(
                ["pk": .string(partition), "sk": .string(sort)],
                from: table,
                if: condition,
                deadline: deadline
            )
        }
    }

    /// All items of a partition whose sort key begins with `prefix`, in its order.
    ///
    /// - Parameter limit: stop when there are that many.
    func items(_ partition: String, prefix: String = "", limit: Int = .max) async throws -> [DynamoDB.Item] {
        let keys =
            prefix.isEmpty
            ? DynamoDBExpression("pk = :pk", values: [":pk": .string(partition)])
            : DynamoDBExpression(
                "pk = :pk AND begins_with(sk, :prefix)",
                values: [":pk": .string(partition), ":prefix": .string(prefix)]
            )
        var items: [DynamoDB.Item] = []
        var next: DynamoDB.Item?
        repeat {
            let start = next
            let page = try await guarded {
                try await database.query(
                    table,
                    keys: keys,
                    isConsistent: true,
                    limit: limit < 1000 ? limit : nil,
                    from: start,
                    deadline: deadline
                )
            }
            items += page.items
            next = page.nextKey
        } while next != nil && items.count < limit
        return Array(items.prefix(limit))
    }

    /// Errors of the table by one name.
    func guarded<Value>(_ access: () async throws -> Value) async throws -> Value {
        do {
            return try await access()
        } catch let error as AWSError {
            throw StarterError(.tableUnavailable, "table \(table): \(error)")
        }
    }
}
