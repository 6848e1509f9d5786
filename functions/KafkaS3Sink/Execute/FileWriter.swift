import LambdaEvents
import UTCTime

/// Writes a batch's files and its quarantined records. They are valid only when a commit link names them.
struct FileWriter: Sendable {
    let store: LandingStore
    let writer: String
    let clock: TimeSource

    /// - Parameter next: the first offset that is written.
    /// - Returns: the files' entries for the commit link.
    func write(_ batch: PartitionBatch, from next: Int64) async throws -> [CommitLink.File] {
        for record in batch.quarantined(from: next) { try await store.quarantine(record) }
        var files: [CommitLink.File] = []
        for (place, group) in batch.groups(from: next).enumerated() {
            let file = try LandedFile(group, isRaw: batch.topic.envelope == .raw, format: batch.topic.format)
            let url = try await store.write(file, at: group.date(clock.now()), writer: writer, place: place)
            files.append(
                CommitLink.File(
                    url: url,
                    rows: file.rows,
                    bytes: Int64(file.bytes.count),
                    first: file.first,
                    last: file.last,
                    schema: file.schema
                )
            )
        }
        return files
    }
}

extension SchemaGroup {
    /// Returns the time of the group's first record. The file's key contains the day of this time.
    ///
    /// - Parameter now: the time to use when the record has none.
    func date(_ now: UTCTime) -> UTCTime {
        let time = rows.first.map(\.record.timestamp).flatMap { $0 < 0 ? nil : $0 }
        return time.map { UTCTime(millisecondsSinceEpoch: $0) } ?? now
    }
}
