internal import AWSDynamoDB

extension StateStore {
    /// Reads documents of one partition, in the order of their sort keys, one page at a time. The read is consistent.
    ///
    /// - Parameters:
    ///   - prefix: the beginning of the documents' sort keys; empty for all documents.
    ///   - limit: the maximum number of documents of a page. DynamoDB also ends a page after 1 MB.
    ///   - previous: ``StatePage/next`` of the page before.
    /// - Throws: ``StateStoreError``, also for an item that cannot be read: if it were skipped, its work would be
    ///   lost.
    public func page<Document: StateDocument>(
        of partition: String,
        prefix: String = "",
        limit: Int? = nil,
        after previous: StateKey? = nil,
        as type: Document.Type = Document.self
    ) async throws -> StatePage<Document> {
        // begins_with does not take an empty prefix.
        let keys =
            prefix.isEmpty
            ? DynamoDBExpression("pk = :pk", values: [":pk": .string(partition)])
            : DynamoDBExpression(
                "pk = :pk AND begins_with(sk, :prefix)",
                values: [":pk": .string(partition), ":prefix": .string(prefix)]
            )
        let page = try await guarded(partition) {
            try await database.query(
                table,
                keys: keys,
                isConsistent: true,
                limit: limit.map { max($0, 1) },
                from: previous?.attributes,
                deadline: deadline
            )
        }
        let entries = try page.items.map { item throws(StateStoreError) in
            try entry(item, StateKey(item) ?? StateKey(partition, "?"), as: Document.self)
        }
        return StatePage(entries: entries, next: page.nextKey.flatMap { StateKey($0) })
    }

    /// Reads all documents of one partition, in the order of their sort keys, up to a limit.
    ///
    /// - Parameters:
    ///   - prefix: the beginning of the documents' sort keys; empty for all documents.
    ///   - limit: the maximum number of documents that are returned.
    /// - Throws: ``StateStoreError``, also for an item that cannot be read.
    public func list<Document: StateDocument>(
        _ partition: String,
        prefix: String = "",
        limit: Int? = nil,
        as type: Document.Type = Document.self
    ) async throws -> [VersionedDocument<Document>] {
        var entries: [VersionedDocument<Document>] = []
        var next: StateKey?
        repeat {
            let page: StatePage<Document> = try await page(
                of: partition,
                prefix: prefix,
                limit: limit.map { $0 - entries.count },
                after: next
            )
            entries += page.entries
            next = page.next
        } while next != nil && limit.map { entries.count < $0 } ?? true
        return entries
    }
}
