import AWSClient
import LambdaEvents
import UTCTime

/// Lands one partition's records: makes the requests that ``CommitMachine`` decides on.
struct CommitDriver: Sendable {
    let store: LandingStore
    let writer: String
    let positions: KnownPositions
    let clock: TimeSource

    /// - Parameter records: ascending by offset, not empty.
    func land(_ records: [KafkaRecord], topic: TopicPlan) async -> PartitionReport {
        let partition = store.places.partition
        let batch = PartitionBatch(partition, records, topic: topic)
        var report = PartitionReport(partition: partition, outcome: .landed)
        do {
            try await land(batch, &report)
        } catch {
            report.outcome = .failed
            report.error = error
            report.retryFrom = records.first?.offset
            return report
        }
        if report.retryFrom == nil, let waiting = batch.waiting {
            report.outcome = .waiting
            report.retryFrom = waiting.offset
            report.reason = "record \(waiting.offset): \(waiting.reason)"
        }
        return report
    }

    private func land(_ batch: PartitionBatch, _ report: inout PartitionReport) async throws {
        guard let last = batch.last else { return }
        var machine = CommitMachine(last: last, writer: writer, remembered: positions[batch.partition])
        var action = machine.begin()
        var link: CommitLink?
        while true {
            let answer: CommitMachine.Answer
            switch action {
            case .findHead(let offset): answer = .head(try await store.head(upTo: offset))
            case .writeFiles(let next):
                if let gap = stopping(batch, at: next) {
                    report.outcome = .waiting
                    report.retryFrom = gap.upperBound + 1
                    report.reason =
                        "offsets \(gap.lowerBound) to \(gap.upperBound) never came, and the plan says gaps: stop"
                    guard let part = batch.part(upTo: gap), part.first(from: next) != nil else { return }
                    return try await land(part, &report)
                }
                answer = .written(
                    try await FileWriter(store: store, writer: writer, clock: clock).write(batch, from: next)
                )
            case .commit(let start, let files):
                let made = self.link(batch, start, files)
                link = made
                answer = try await store.commit(made) ? .committed : .taken
            case .readLink(let start): answer = .link(try await store.link(at: start))
            case .deleteFiles(let files):
                for file in files { try await store.delete(file) }
                answer = .deleted
            case .finish(let result):
                positions.remember(result.next(behind: last), of: batch.partition)
                conclude(result, link, batch, &report)
                return
            }
            guard let next = machine.next(answer) else { return }
            action = next
        }
    }

    /// Returns the first gap that stops the partition; `nil` when no gap stops it. A gap that begins at offset 0 does
    /// not stop it: the chain then begins in the middle of the topic.
    private func stopping(_ batch: PartitionBatch, at next: Int64) -> ClosedRange<Int64>? {
        guard batch.topic.gaps == .stop else { return nil }
        return batch.gaps(from: next).first { $0.lowerBound > 0 }
    }

    private func link(_ batch: PartitionBatch, _ start: Int64, _ files: [CommitLink.File]) -> CommitLink {
        CommitLink(
            partition: batch.partition,
            start: start,
            end: batch.last ?? start,
            files: files,
            gaps: batch.gaps(from: start),
            quarantined: batch.quarantined(from: start).map(\.record.offset),
            writer: writer
        )
    }

    private func conclude(
        _ result: CommitMachine.Result,
        _ link: CommitLink?,
        _ batch: PartitionBatch,
        _ report: inout PartitionReport
    ) {
        guard case .committed = result, let link else {
            if report.outcome == .landed { report.outcome = .duplicate }
            return
        }
        report.rows = link.files.reduce(0) { $0 + $1.rows }
        report.files = link.files.count
        report.bytes = link.files.reduce(0) { $0 + $1.bytes }
        report.quarantined = link.quarantined.count
        // A gap at offset 0 is not counted as missing: the chain begins after it.
        let missing = batch.topic.gaps == .expect ? [] : link.gaps.filter { $0.lowerBound > 0 }
        report.missing = missing.reduce(0) { $0 + ($1.upperBound - $1.lowerBound + 1) }
        guard report.outcome == .landed else { return }
        if !missing.isEmpty {
            report.outcome = .gap
            report.reason =
                "offsets \(missing.map { "\($0.lowerBound) to \($0.upperBound)" }.joined(separator: ", ")) never came"
        } else if !link.quarantined.isEmpty {
            report.outcome = .quarantined
        }
    }
}
