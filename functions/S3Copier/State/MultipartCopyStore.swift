import StateStore
import UTCTime

/// Stores the records of copies in parts. Each change is for one attempt, and has no effect when that attempt was
/// replaced.
struct MultipartCopyStore: Sendable {
    let store: StateStore

    static func key(of target: String) -> StateKey { StateKey("copy#\(target)", "copy") }

    /// Reads the record of a target; `nil` when there is none.
    ///
    /// - Throws: `StateStoreError`.
    func record(of target: String) async throws -> MultipartCopyRecord? {
        let entry: VersionedDocument<MultipartCopyRecord>? = try await store.load(Self.key(of: target))
        return entry?.document
    }

    /// Records a new attempt.
    ///
    /// - Parameter old: the attempt that the new one replaces, as it was read; `nil` when there was no record.
    /// - Returns: `true` when the attempt is recorded; `false` when another invocation was faster.
    /// - Throws: `StateStoreError`.
    func begin(_ record: MultipartCopyRecord, replacing old: MultipartCopyRecord?) async throws -> Bool {
        let key = Self.key(of: record.target)
        guard let old, var entry: VersionedDocument<MultipartCopyRecord> = try await store.load(key) else {
            let (entry, isNew) = try await store.insert(record, at: key)
            return isNew || entry.document.token == record.token
        }
        return try await change(&entry) { $0.give(way: old, to: record) }
    }

    /// Changes an attempt's record by one transition.
    ///
    /// - Parameter move: the transition; it has no side effects, and returns `true` when it is legal.
    /// - Returns: the changed record; `nil` when the record is now another attempt's, or when the transition is not
    ///   legal.
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

    /// Deletes the record of an attempt that is given up.
    ///
    /// - Throws: `StateStoreError`.
    func remove(_ record: MultipartCopyRecord) async throws {
        guard let entry: VersionedDocument<MultipartCopyRecord> = try await store.load(Self.key(of: record.target)),
            entry.document.token == record.token
        else { return }
        try await store.delete(entry)
    }

    /// Lists the records of unfinished copies; the record that has been unchanged for the longest time is first.
    ///
    /// - Parameter bound: lists only records that a sweeper should check by that time; `nil` lists all.
    func open(dueBy bound: UTCTime?) -> OpenWorkList<MultipartCopyRecord> {
        store.openWork(MultipartCopyRecord.kind, dueBy: bound)
    }

    /// - Returns: `true` when the change was made; `false` when it was not legal, or when the record was removed
    ///   meanwhile.
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
