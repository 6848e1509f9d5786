internal import AWSDynamoDB
internal import UTCTime

extension StateStore {
    /// Applies a move to a document and writes the document. If others have written it meanwhile, applies the move to
    /// their version, with jitter between attempts, until the write succeeds or the move is no longer legal.
    ///
    /// A move that was written is not applied a second time, even when the answer to the write was lost.
    ///
    /// - Parameters:
    ///   - entry: the document as it was read; afterwards the current document.
    ///   - move: a pure function that returns `true` when the move is legal. An illegal move must not change the
    ///     document.
    /// - Returns: `true` when the move was made.
    @discardableResult
    public func change<Document: StateDocument>(
        _ entry: inout VersionedDocument<Document>,
        _ move: (inout Document) -> Bool
    ) async throws -> Bool {
        for attempt in 1...ConflictBackoff.attempts {
            let token = LastWriterTokens.newToken()
            var changed = entry
            guard move(&changed.document) else { return false }
            changed.version = entry.version &+ 1
            changed.writers = entry.writers.adding(token)
            switch try await write(try item(changed), entry.key, if: Self.isVersion(entry.version)) {
            case .written:
                entry = changed
                return true
            case .refused(let existing):
                guard
                    let latest: VersionedDocument<Document> = try await latest(
                        entry.key,
                        existing,
                        conflict: attempt,
                        token
                    )
                else { throw error(.vanished, entry.key) }
                entry = latest
                if latest.writers.contains(token) { return true }
            }
        }
        throw error(.contended(attempts: ConflictBackoff.attempts), entry.key)
    }

    /// Applies a change to a document, unless somebody else has changed the document since it was read.
    ///
    /// - Parameter entry: the document as it was read; afterwards the current document.
    /// - Returns: `false` when somebody else has changed the document; nothing is written then.
    @discardableResult
    public func changeAsRead<Document: StateDocument & Equatable>(
        _ entry: inout VersionedDocument<Document>,
        _ change: (inout Document) -> Void
    ) async throws -> Bool {
        let known = entry.document
        return try await self.change(&entry) { document in
            guard document == known else { return false }
            change(&document)
            return true
        }
    }

    /// Applies a move to the document at a key. If there is no document, applies the move to `initial` and writes that.
    ///
    /// - Parameters:
    ///   - initial: the document to which the move is applied when none exists. It is not written if the move is
    ///     illegal.
    ///   - move: a pure function that returns `true` when the move is legal.
    /// - Returns: the current document, `nil` when there is none; and `true` when the move was made.
    @discardableResult
    public func change<Document: StateDocument>(
        _ key: StateKey,
        from initial: Document,
        _ move: (inout Document) -> Bool
    ) async throws -> (entry: VersionedDocument<Document>?, isChanged: Bool) {
        for attempt in 1...ConflictBackoff.attempts {
            if var entry = try await load(key, as: Document.self) {
                do {
                    let isChanged = try await change(&entry, move)
                    return (entry, isChanged)
                } catch let error as StateStoreError where error.reason == .vanished {
                    try await pause(afterConflict: attempt)
                    continue
                }
            }
            var document = initial
            guard move(&document) else { return (nil, false) }
            let (entry, isNew) = try await insert(document, at: key)
            if isNew { return (entry, true) }
            try await pause(afterConflict: attempt)
        }
        throw error(.contended(attempts: ConflictBackoff.attempts), key)
    }

    /// Returns the current document after a write's condition failed; `nil` when there is none. The item in the refusal
    /// is used after the first conflict, or when it contains this write's token. Otherwise the document is read again
    /// after a wait.
    private func latest<Document: StateDocument>(
        _ key: StateKey,
        _ existing: DynamoDB.Item?,
        conflict: Int,
        _ token: String
    ) async throws -> VersionedDocument<Document>? {
        if let existing {
            let known: VersionedDocument<Document> = try entry(existing, key)
            if known.writers.contains(token) || conflict == 1 { return known }
        }
        try await pause(afterConflict: conflict)
        return try await load(key)
    }

    private func pause(afterConflict conflict: Int) async throws {
        guard let delay = ConflictBackoff.delay(after: conflict, jitter: .random(in: 0..<1)) else { return }
        // A wait beyond the deadline would only delay the error.
        if let deadline, clock.remaining(until: deadline) <= delay { return }
        try await clock.sleep(for: delay)
    }
}
