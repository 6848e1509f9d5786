import StateStore

/// A record as it is stored in the table, with its version.
typealias VersionedRunRecord = VersionedDocument<RunRecord>

extension VersionedDocument<RunRecord> {
    var record: RunRecord { document }
    var runKey: RunDedupeKey { document.key }
}
