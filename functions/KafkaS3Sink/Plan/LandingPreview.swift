import LambdaEvents
import Parquet
import UTCTime

/// Describes the files that one partition's records would become, as text for a dry run.
struct LandingPreview {
    let batch: PartitionBatch
    let now: UTCTime

    init(_ batch: PartitionBatch, now: UTCTime) {
        self.batch = batch
        self.now = now
    }

    /// - Throws: `ParquetError` for a column that no file can have.
    func text() throws(ParquetError) -> String {
        let places = LandingPlaces(batch.topic, batch.partition)
        var lines = ["\(batch.partition)"]
        for (place, group) in batch.groups(from: 0).enumerated() {
            let file = try LandedFile(group, isRaw: batch.topic.envelope == .raw, format: batch.topic.format)
            let key = places.file(file, at: group.date(now), writer: "ATTEMPT", place: place)
            lines.append("  file s3://\(places.bucket)/\(key): \(file.rows) rows")
            lines.append("    \(file.schema.isEmpty ? "no columns of its own" : file.schema)")
        }
        for record in batch.quarantined(from: 0) {
            lines.append(
                "  quarantine s3://\(places.bucket)/\(places.quarantined(record.record.offset)): \(record.reason)"
            )
        }
        let first = batch.first(from: 0)
        for gap in first.map({ batch.gaps(from: $0) }) ?? [] {
            lines.append("  gap: offsets \(gap.lowerBound) to \(gap.upperBound)")
        }
        if let waiting = batch.waiting {
            lines.append("  waits at offset \(waiting.offset): \(waiting.reason)")
        }
        if let first, let last = batch.last {
            lines.append("  link under s3://\(places.bucket)/\(places.chain.folder) for offsets \(first) to \(last)")
        }
        return lines.joined(separator: "\n")
    }
}
