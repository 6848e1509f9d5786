import StateStore

/// Stores the documents of requests and their runs. All errors are `StarterError`s, which callers match by name.
struct RunStore: Sendable {
    let state: StateStore

    static let recordSort = "run"

    private func key(_ run: RunDedupeKey) -> StateKey { StateKey(run.partition, Self.recordSort) }

    // MARK: - Records

    /// Writes a new record, if no record with the same key exists.
    ///
    /// - Returns: the record in the table, and whether it was written by this call.
    func insert(_ record: RunRecord) async throws -> (entry: VersionedRunRecord, isNew: Bool) {
        try await guarded { try await state.insert(record, at: key(record.key)) }
    }

    func load(_ run: RunDedupeKey) async throws -> VersionedRunRecord? {
        try await guarded { try await state.load(key(run)) }
    }

    /// Applies a change to a record and writes the record. If another invocation has written the record meanwhile, the
    /// change is applied to the newer version.
    ///
    /// - Returns: `true` when the change was made. In any case, `entry` is then the current record.
    @discardableResult
    func change(_ entry: inout VersionedRunRecord, _ move: (inout RunRecord) -> Bool) async throws -> Bool {
        try await guarded { try await state.change(&entry, move) }
    }

    /// Deletes a record that is not needed.
    func delete(_ entry: VersionedRunRecord) async throws {
        _ = try await guarded { try await state.delete(entry) }
    }

    /// Lists the open records of a kind, the longest overdue first. The list may lack the newest changes.
    ///
    /// - Parameter unreadable: called for each item that cannot be read.
    func open(_ kind: String, unreadable: (any Error) -> Void) async throws -> [VersionedRunRecord] {
        try await guarded {
            var list = state.openWork(kind, dueBy: nil, pageSize: 200, as: RunRecord.self)
            var entries: [VersionedRunRecord] = []
            while let found = try await list.next() {
                switch found {
                case .success(let entry): entries.append(entry)
                case .failure(let error): unreadable(error)
                }
            }
            return entries
        }
    }

    // MARK: - Requests of a coalesced run

    func add(_ coalesced: CoalescedRequest, to run: RunDedupeKey) async throws {
        try await guarded { _ = try await state.insert(coalesced, at: StateKey(run.partition, coalesced.sortKey)) }
    }

    func remove(_ coalesced: CoalescedRequest, from run: RunDedupeKey) async throws {
        try await guarded { try await state.delete(StateKey(run.partition, coalesced.sortKey)) }
    }

    /// Lists the requests that were coalesced into a run, in the order in which they were queued.
    func requests(coalescedInto run: RunDedupeKey) async throws -> [CoalescedRequest] {
        let all: [VersionedDocument<CoalescedRequest>] = try await guarded {
            try await state.list(run.partition, prefix: CoalescedRequest.prefix)
        }
        return all.map(\.document).enumerated()
            .sorted { ($0.element.queuedAt, $0.offset) < ($1.element.queuedAt, $1.offset) }.map(\.element)
    }

    // MARK: - Tasks that wait

    func add(_ callback: TaskCallback, for request: RunDedupeKey) async throws {
        try await guarded { _ = try await state.insert(callback, at: StateKey(request.partition, callback.sortKey)) }
    }

    func callbacks(for request: RunDedupeKey) async throws -> [TaskCallback] {
        let all: [VersionedDocument<TaskCallback>] = try await guarded {
            try await state.list(request.partition, prefix: TaskCallback.prefix)
        }
        return all.map(\.document)
    }

    func remove(_ callback: TaskCallback, for request: RunDedupeKey) async throws {
        try await guarded { try await state.delete(StateKey(request.partition, callback.sortKey)) }
    }

    // MARK: - Access

    /// Runs `access`, and converts a `StateStoreError` into a `StarterError` named `tableUnavailable`.
    func guarded<Value>(_ access: () async throws -> Value) async throws -> Value {
        do {
            return try await access()
        } catch let error as StateStoreError {
            throw StarterError(.tableUnavailable, "\(error)")
        }
    }
}
