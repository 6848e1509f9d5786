public import UTCTime
internal import AWSDynamoDB

/// The open work of one kind, sorted by the time at which it became due. Pages are read when they are needed.
///
/// The index that it reads may be slightly outdated: a listed document may have changed since. A conditional
/// write then notices the change. Closed documents are not in the list.
public struct OpenWorkList<Document: StateDocument>: Sendable {
    private struct Shard: Sendable {
        let partition: String
        var items: ArraySlice<DynamoDB.Item> = []
        var next: DynamoDB.Item?
        var isRead = false

        var needsPage: Bool { items.isEmpty && (!isRead || next != nil) }
        var due: Int64? { items.first?["due"]?.integer }
    }

    private let store: StateStore
    private let bound: UTCTime?
    private let pageSize: Int
    private var shards: [Shard]

    init(_ store: StateStore, _ kind: String, dueBy bound: UTCTime?, pageSize: Int) {
        self.store = store
        self.bound = bound
        self.pageSize = max(pageSize, 1)
        shards = (0..<OpenWork.shardCount).map { Shard(partition: OpenWork.partition(kind, shard: $0)) }
    }

    /// Returns the next document.
    ///
    /// - Returns: `nil` after the last document; `.failure` for an item that cannot be read. The list continues after
    ///   it.
    /// - Throws: ``StateStoreError`` when DynamoDB does not answer.
    public mutating func next() async throws -> Result<VersionedDocument<Document>, StateStoreError>? {
        try await fill()
        let first = shards.indices.filter { !shards[$0].items.isEmpty }
            .min { (shards[$0].due ?? .min) < (shards[$1].due ?? .min) }
        guard let first, let item = shards[first].items.popFirst() else { return nil }
        let key = StateKey(item) ?? StateKey("?", "?")
        return Result { () throws(StateStoreError) in try store.entry(item, key, as: Document.self) }
    }

    /// Reads a new page for each shard that needs one. The pages are read at the same time.
    private mutating func fill() async throws {
        // An empty page may have a next one.
        while case let wanting = shards.indices.filter({ shards[$0].needsPage }), !wanting.isEmpty {
            let (store, shards, bound, pageSize) = (store, shards, bound, pageSize)
            let pages = try await withThrowingTaskGroup(of: (Int, DynamoDBPage).self) { group in
                for index in wanting {
                    group.addTask {
                        let shard = shards[index]
                        return (index, try await store.openPage(shard.partition, bound, pageSize, from: shard.next))
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            for (index, page) in pages {
                self.shards[index].items = page.items[...]
                self.shards[index].next = page.nextKey
                self.shards[index].isRead = true
            }
        }
    }
}

extension StateStore {
    /// Lists the open work of a kind.
    ///
    /// - Parameters:
    ///   - kind: the kind in ``StateDocument/openWork`` of the documents.
    ///   - bound: lists only work that is due by this time; `nil` for all open work.
    ///   - pageSize: the maximum number of documents that one request reads from one of the four shards.
    public func openWork<Document: StateDocument>(
        _ kind: String,
        dueBy bound: UTCTime?,
        pageSize: Int = 50,
        as type: Document.Type = Document.self
    ) -> OpenWorkList<Document> {
        OpenWorkList(self, kind, dueBy: bound, pageSize: pageSize)
    }

    fileprivate func openPage(
        _ partition: String,
        _ bound: UTCTime?,
        _ limit: Int,
        from start: DynamoDB.Item?
    ) async throws -> DynamoDBPage {
        var keys = DynamoDBExpression("#open = :open", names: ["#open": "open"], values: [":open": .string(partition)])
        if let bound {
            keys.text += " AND #due <= :due"
            keys.names["#due"] = "due"
            keys.values[":due"] = .integer(bound.millisecondsSinceEpoch)
        }
        return try await guarded("index \(OpenWork.index), \(partition)") {
            try await database.query(
                table,
                index: OpenWork.index,
                keys: keys,
                limit: limit,
                from: start,
                deadline: deadline
            )
        }
    }
}
