import StateStore
import UTCTime

/// The records of copies in parts. Every change is one to a certain attempt: one that was replaced changes nothing.
struct MultipartCopyStore: Sendable {
    let store: StateStore

    static func key(of target: String) -> StateKey { StateKey("copy#\(target)", "copy") }

    /// - Throws: `StateStoreError`.
    func record(of target: String) async throws -> MultipartCopyRecord? {
        let entry: VersionedDocument<MultipartCopyRecord>? = try await store.load(Self.key(of: target))
        return entry?.document
    }

    /// Records an attempt.
    ///
    /// - Parameter old: the attempt it replaces, as it was read; `nil` when there was no record.
    /// - Returns: whether the record is ours; if not, somebody else was faster.
    /// - Throws: `StateStoreError`.
    func begin(_ record: MultipartCopyRecord, replacing old: MultipartCopyRecord?) async throws -> Bool {
        let key = Self.key(of: record.target)
        guard let old, var entry: VersionedDocument<MultipartCopyRecord> = try await store.load(key) else {
            let (entry, isNew) = try await store.insert(record, at: key)
            return isNew || entry.document.token == record.token
        }
        return try await change(&entry) { $0.give(way: old, to: record) }
    }

    /// Moves a record.
    ///
    /// - Parameter move: pure; returns whether it is legal.
    /// - Returns: the record as it is now; `nil` when it is not that attempt's any more, or the move is not legal.
    /// - Throws: `StateStoreError`.
    func update(
        _ record: MultipartCopyRecord,
        _ move: (inout MultipartCopyRecord) -> Bool
    ) async throws -> MultipartCopyRecord? {
        guard var entry: VersionedDocument<MultipartCopyRecord> = try await store.load(Self.key(of: record.target))
        else {
            return nil
        }
        let isMade = try await change(&entry) { document in document.token == record.token && move(&document) }
        return isMade ? entry.document : nil
    }

    /// Removes a failed attempt.
    ///
    /// - Throws: `StateStoreError`.
    func remove(_ record: MultipartCopyRecord) async throws {
        guard let entry: VersionedDocument<MultipartCopyRecord> = try await store.load(Self.key(of: record.target)),
            entry.document.token == record.token
        else { return }
        try await store.delete(entry)
    }

    /// Lists the records of copies that are not done, those that have stood still for longest first.
    ///
    /// - Parameter bound: takes only those that nothing was recorded of since; all when `nil`.
    func open(dueBy bound: UTCTime?) -> OpenWorkList<MultipartCopyRecord> {
        store.openWork(MultipartCopyRecord.kind, dueBy: bound)
    }

    /// - Returns: `false` as well when the record was removed meanwhile.
    private func change(
        _ entry: inout VersionedDocument<MultipartCopyRecord>,
        _ move: (inout MultipartCopyRecord) -> Bool
    ) async throws -> Bool {
        do {
            return try await store.change(&entry, move)
        } catch let error as StateStoreError where error.reason == .vanished {
            return false
        }
    }
}
