import AWSClient
import AWSS3
import LambdaRuntime
import UTCTime

extension MultipartCopier {
    /// Copies the parts of a range that S3 does not have yet, and notes the range down.
    ///
    /// - Throws: `AWSError` that is not an outcome of its own.
    func copyParts(_ record: MultipartCopyRecord, range: Int) async throws -> CopyOutcome {
        guard let upload = record.upload, let parts = record.plan.parts(ofRange: range, of: record.partsPerMessage)
        else {
            return .superseded
        }
        if !record.rangesDone.contains(Int64(range)) {
            do {
                let present = try await services.store.parts(parts, of: upload, deadline: context.deadline)
                for part in present where !record.plan.fits(part) {
                    return try await restart(record, because: "part \(part.number) is not of the size it should be")
                }
                let missing = parts.filter { number in !present.contains { $0.number == number } }
                let copied = try await copyParts(missing, of: record, into: upload)
                if copied < missing.count {
                    // Out of time. What is there stays there; a new message does not count as a failed delivery.
                    guard copied > 0 else { return .unfinished }
                    try await hold(record, for: range)
                    return .inProgress
                }
            } catch let error as AWSError {
                switch error.code {
                case "PreconditionFailed": return try await restart(record, because: "the source changed")
                case "NoSuchKey", "NoSuchVersion":
                    // Stores also say so of what has nothing to do with the source.
                    guard try await hasChanged(record) else { throw error }
                    return try await restart(record, because: "the source changed, or is gone")
                case "NoSuchUpload": return try await reconcile(record)
                default: throw error
                }
            }
        }
        let now = services.clock.now()
        let updated = try await table().update(record) { document in
            document.rangesDone.insert(Int64(range))
            document.updatedAt = now
            return true
        }
        guard let updated else { return .superseded }
        return updated.hasAllRanges ? try await complete(updated) : .inProgress
    }

    private func hasChanged(_ record: MultipartCopyRecord) async throws -> Bool {
        guard let now = try await context.state(of: record.job.currentSource) else { return true }
        return record.source != .init(record.copySource, now)
    }

    /// Sends the rest of a range as a message of its own.
    private func hold(_ record: MultipartCopyRecord, for range: Int) async throws {
        try await send([.parts(range: range, of: record.name)])
        guard !record.isFannedOut else { return }
        // The message that began the copy is done with now; this one carries it on.
        let now = services.clock.now()
        _ = try await table().update(record) { document in
            document.isFannedOut = true
            document.updatedAt = now
            return true
        }
    }

    /// - Returns: how many were copied; fewer than asked for when time ran out.
    private func copyParts(
        _ parts: [Int],
        of record: MultipartCopyRecord,
        into upload: S3Upload
    ) async throws -> Int {
        let prefix = record.job.ratePrefix
        var pace = PartPace()
        // Time is kept for noting down what was done: a part that S3 is slow with must not take it.
        let deadline = context.deadline - PartPace.reserve(of: context.remainingTime)
        return try await withThrowingTaskGroup(of: Duration?.self) { group in
            var copied = 0
            var running = 0
            for part in parts {
                // S3 takes no range of a small source; and one part is all of it.
                let bytes = record.plan.count > 1 ? record.plan.bytes(of: part) : nil
                guard pace.allowsAnother(before: deadline) else { break }
                if running >= context.settings.concurrency, let duration = try await group.next() {
                    running -= 1
                    guard let duration else { break }
                    pace.add(duration)
                    copied += 1
                }
                group.addTask {
                    try await copyPart(part, bytes, of: record, into: upload, prefix: prefix, deadline: deadline)
                }
                running += 1
            }
            for try await duration in group where duration != nil { copied += 1 }
            return copied
        }
    }

    /// - Returns: how long it took; `nil` when time ran out.
    private func copyPart(
        _ part: Int,
        _ bytes: Range<Int64>?,
        of record: MultipartCopyRecord,
        into upload: S3Upload,
        prefix: String,
        deadline: ContinuousClock.Instant
    ) async throws -> Duration? {
        let started = ContinuousClock.now
        do {
            _ = try await services.limiter.run(prefix, deadline: deadline) {
                try await services.copyStore.uploadPartCopy(
                    of: record.copySource,
                    range: bytes,
                    into: upload,
                    part: part,
                    deadline: deadline
                )
            }
        } catch let error as AWSError where error.kind == .outOfTime {
            return nil
        }
        context.metrics.add("PartsCopied", 1)
        return ContinuousClock.now - started
    }
}
