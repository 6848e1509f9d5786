internal import AWSDynamoDB
internal import UTCTime

extension StateStore {
    /// Makes the DynamoDB item of a versioned document.
    ///
    /// - Throws: ``StateStoreError`` for a key or a document that DynamoDB would refuse.
    func item<Document: StateDocument>(_ entry: VersionedDocument<Document>) throws(StateStoreError) -> DynamoDB.Item {
        try check(entry.key)
        let document = entry.document
        var item = entry.key.attributes
        item["version"] = .integer(entry.version)
        item["writer"] = .string(entry.writers.text)
        item["status"] = .string(document.status)
        do {
            item["document"] = .string(try StateCoding.text(of: document))
        } catch {
            throw self.error(.unwritable("\(error)"), entry.key)
        }
        if document.isClosed {
            item["expiresAt"] = .integer(clock.now().advanced(by: retention).millisecondsSinceEpoch / 1_000)
        } else if let work = document.openWork {
            item["open"] = .string(work.partition(of: entry.key))
            item["due"] = .integer(work.due.millisecondsSinceEpoch)
        }
        let bytes = item.byteCount
        guard bytes <= DynamoDB.itemByteLimit else {
            throw error(.tooLarge(bytes: bytes, limit: DynamoDB.itemByteLimit), entry.key)
        }
        return item
    }

    /// Reads the versioned document in a DynamoDB item.
    ///
    /// - Throws: ``StateStoreError`` for an item that this store did not write, or whose document is of another type.
    func entry<Document: StateDocument>(
        _ item: DynamoDB.Item,
        _ key: StateKey,
        as type: Document.Type = Document.self
    ) throws(StateStoreError) -> VersionedDocument<Document> {
        guard let version = item["version"]?.integer, let text = item["document"]?.string else {
            throw error(.unreadable("it has no version or no document"), key)
        }
        do {
            return VersionedDocument(
                key: key,
                document: try StateCoding.document(in: text),
                version: version,
                writers: LastWriterTokens(item["writer"]?.string ?? "")
            )
        } catch {
            throw self.error(.unreadable("\(error)"), key)
        }
    }
}
