import LambdaEvents

/// Lands one partition's late records: in the gaps of the chain, or at its end.
struct PartitionReplayer: Sendable {
    let lander: CommitDriver
    let filler: GapFiller

    /// - Parameter records: ascending by offset, not empty.
    func land(_ records: [KafkaRecord], _ topic: TopicPlan) async -> PartitionReport {
        var report = PartitionReport(partition: lander.store.places.partition, outcome: .duplicate)
        do {
            try await land(records, topic, &report)
        } catch {
            report.outcome = .failed
            report.error = error
        }
        return report
    }

    private func land(_ records: [KafkaRecord], _ topic: TopicPlan, _ report: inout PartitionReport) async throws {
        let batch = PartitionBatch(report.partition, records, topic: topic)
        var rest = records[...]
        while let first = rest.first {
            guard let link = try await lander.store.head(upTo: first.offset), link.end >= first.offset else {
                return await append(Array(rest), topic, &report)
            }
            for gap in link.gaps where gap.upperBound >= first.offset {
                try await filler.fill(gap, with: batch, &report)
            }
            rest = rest.drop { $0.offset <= link.end }
        }
        if let waiting = batch.waiting {
            report.outcome = .waiting
            report.reason = "record \(waiting.offset): \(waiting.reason)"
        }
    }

    /// Lands records after the chain's end, up to the first gap.
    private func append(_ records: [KafkaRecord], _ topic: TopicPlan, _ report: inout PartitionReport) async {
        let appended = await lander.land(records, topic: topic.stoppingAtGaps)
        report.rows += appended.rows
        report.files += appended.files
        report.bytes += appended.bytes
        report.quarantined += appended.quarantined
        if appended.outcome != .duplicate { report.outcome = appended.outcome }
        report.error = appended.error
        report.reason = appended.reason
        if appended.outcome == .waiting, appended.rows == 0, let first = records.first {
            report.reason =
                "offset \(first.offset) does not follow the chain's end: replay what is missing before it, or let the "
                + "event source go on first"
        }
    }
}
