import StateStore

/// A record as it is in the table, with its version.
typealias VersionedRunRecord = StateEntry<RunRecord>

extension StateEntry<RunRecord> {
    var record: RunRecord { document }
    var runKey: RunKey { document.key }
}
