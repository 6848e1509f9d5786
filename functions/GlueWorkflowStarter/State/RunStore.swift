import StateStore

/// The documents of requests and their runs. Errors are `StarterError`s, which callers match by name.
struct RunStore: Sendable {
    let state: StateStore

    static let recordSort = "run"

    private func key(_ run: RunKey) -> StateKey { StateKey(run.partition, Self.recordSort) }

    // MARK: - Records

    /// Writes a record that must not exist yet.
    ///
    /// - Returns: what is there, and whether it was written now.
    func insert(_ record: RunRecord) async throws -> (entry: RunEntry, isNew: Bool) {
        try await guarded { try await state.insert(record, at: key(record.key)) }
    }

    func load(_ run: RunKey) async throws -> RunEntry? {
        try await guarded { try await state.load(key(run)) }
    }

    /// Applies a move to a record and writes it. When somebody else has written meanwhile, the move is tried on what they
    /// wrote.
    ///
    /// - Returns: whether the move was made; the entry is as it is now.
    @discardableResult
    func change(_ entry: inout RunEntry, _ move: (inout RunRecord) -> Bool) async throws -> Bool {
        try await guarded { try await state.change(&entry, move) }
    }

    /// Deletes a record that nothing came of.
    func delete(_ entry: RunEntry) async throws {
        _ = try await guarded { try await state.delete(entry) }
    }

    /// Lists open records of a kind, those due for longest first. The list may be a moment old.
    ///
    /// - Parameter unreadable: called for each item that cannot be read.
    func open(_ kind: String, unreadable: (any Error) -> Void) async throws -> [RunEntry] {
        try await guarded {
            var list = state.openWork(kind, dueBy: nil, pageSize: 200, as: RunRecord.self)
            var entries: [RunEntry] = []
            while let found = try await list.next() {
                switch found {
                case .success(let entry): entries.append(entry)
                case .failure(let error): unreadable(error)
                }
            }
            return entries
        }
    }

    // MARK: - Requests that a run covers

    func add(_ covered: CoalescedRequest, to run: RunKey) async throws {
        try await guarded { _ = try await state.insert(covered, at: StateKey(run.partition, covered.sortKey)) }
    }

    func remove(_ covered: CoalescedRequest, from run: RunKey) async throws {
        try await guarded { try await state.delete(StateKey(run.partition, covered.sortKey)) }
    }

    /// In the order they were queued.
    func requests(coveredBy run: RunKey) async throws -> [CoalescedRequest] {
        let all: [StateEntry<CoalescedRequest>] = try await guarded {
            try await state.list(run.partition, prefix: CoalescedRequest.prefix)
        }
        return all.map(\.document).enumerated()
            .sorted { ($0.element.queuedAt, $0.offset) < ($1.element.queuedAt, $1.offset) }.map(\.element)
    }

    // MARK: - Tasks that wait

    func add(_ callback: TaskCallback, for request: RunKey) async throws {
        try await guarded { _ = try await state.insert(callback, at: StateKey(request.partition, callback.sortKey)) }
    }

    func callbacks(for request: RunKey) async throws -> [TaskCallback] {
        let all: [StateEntry<TaskCallback>] = try await guarded {
            try await state.list(request.partition, prefix: TaskCallback.prefix)
        }
        return all.map(\.document)
    }

    func remove(_ callback: TaskCallback, for request: RunKey) async throws {
        try await guarded { try await state.delete(StateKey(request.partition, callback.sortKey)) }
    }

    // MARK: - Access

    /// Errors of the table by one name.
    func guarded<Value>(_ access: () async throws -> Value) async throws -> Value {
        do {
            return try await access()
        } catch let error as StateStoreError {
            throw StarterError(.tableUnavailable, "\(error)")
        }
    }
}
