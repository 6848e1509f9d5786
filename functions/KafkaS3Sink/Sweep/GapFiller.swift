import LambdaEvents
import UTCTime

/// Fills gaps of a partition's chain with records that come late: see ``GapFill``.
struct GapFiller: Sendable {
    let store: LandingStore
    let writer: String
    let clock: TimeSource

    /// Writes the batch's records into the gap. Parts of the gap that another attempt has filled stay as they are.
    func fill(_ gap: ClosedRange<Int64>, with batch: PartitionBatch, _ report: inout PartitionReport) async throws {
        var open = [gap]
        while let gap = open.popLast() {
            guard let part = GapFill.part(of: batch, in: gap) else { continue }
            if let theirs = try await store.fill(of: gap) {
                open += theirs.gaps
                continue
            }
            let files = try await FileWriter(store: store, writer: writer, clock: clock).write(
                part,
                from: gap.lowerBound
            )
            let link = CommitLink(
                partition: batch.partition,
                start: gap.lowerBound,
                end: gap.upperBound,
                files: files,
                gaps: GapFill.left(of: gap, by: part),
                quarantined: part.quarantined(from: gap.lowerBound).map(\.record.offset),
                writer: writer
            )
            if try await store.commitFill(link) {
                count(link, &report)
            } else if let theirs = try await store.fill(of: gap) {
                if theirs.writer == writer {
                    count(theirs, &report)
                } else {
                    for file in files { try await store.delete(file) }
                    open += theirs.gaps
                }
            }
        }
    }

    /// Returns the ranges of the gap that no link fills.
    func open(of gap: ClosedRange<Int64>) async throws -> [ClosedRange<Int64>] {
        guard let link = try await store.fill(of: gap) else { return [gap] }
        var open: [ClosedRange<Int64>] = []
        for gap in link.gaps { open += try await self.open(of: gap) }
        return open
    }

    private func count(_ link: CommitLink, _ report: inout PartitionReport) {
        report.rows += link.files.reduce(0) { $0 + $1.rows }
        report.files += link.files.count
        report.bytes += link.files.reduce(0) { $0 + $1.bytes }
        report.quarantined += link.quarantined.count
        report.filled += link.end - link.start + 1 - link.gaps.reduce(0) { $0 + ($1.upperBound - $1.lowerBound + 1) }
        report.outcome = report.quarantined > 0 ? .quarantined : .landed
    }
}
