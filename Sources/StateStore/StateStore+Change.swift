internal import AWSDynamoDB
internal import UTCTime

extension StateStore {
    /// Applies a move to a document and writes it. When somebody else has written meanwhile, the move is applied to what
    /// they wrote, with jitter between attempts, until it is written or no longer legal.
    ///
    /// A move that was written is not applied a second time when its answer got lost.
    ///
    /// - Parameters:
    ///   - entry: as it was read; afterwards as it is now.
    ///   - move: pure; returns whether it is legal. One that is not must leave the document as it is.
    /// - Returns: whether the move was made.
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

    /// Applies a change to a document that nobody else has written since it was read.
    ///
    /// - Parameter entry: as it was read; afterwards as it is now.
    /// - Returns: `false` when somebody else has written it: nothing is changed.
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

    /// Applies a move to the document at a key, or writes one that is not there yet.
    ///
    /// - Parameters:
    ///   - initial: the document that the move is applied to when there is none. It is not written if the move is illegal.
    ///   - move: pure; returns whether it is legal.
    /// - Returns: the document as it is now, `nil` when there is none; and whether the move was made.
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

    /// The item that made a write's condition fail: as the refusal returned it or, after a wait, as it is now.
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
