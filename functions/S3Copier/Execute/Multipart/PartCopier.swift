import AWSClient
import AWSS3
import LambdaRuntime
import UTCTime

/// Copies the missing parts of one range, several at a time, until all are copied or the time runs out.
struct PartCopier: Sendable {
    let scope: InvocationScope

    /// Copies those parts of a range that S3 does not have yet.
    ///
    /// - Throws: `AWSError`, unless a ``MultipartStepResult`` describes the error; ``CopyFailure``.
    func copy(_ range: Int, of record: MultipartCopyRecord) async throws -> MultipartStepResult {
        guard let upload = record.upload, let parts = record.parts(ofRange: range) else { return .uploadGone }
        do {
            let present = try await scope.services.store.parts(parts, of: upload, deadline: scope.deadline)
            for part in present where !record.plan.fits(part) {
                return .spoiled(because: "part \(part.number) is not of the size it should be")
            }
            let known = Set(present.map(\.number))
            let missing = parts.filter { !known.contains($0) }
            let copied = try await copy(missing, of: record, into: upload)
            return copied < missing.count ? .timeRanOut(copied: copied) : .done
        } catch let error as AWSError {
            switch error.code {
            case "PreconditionFailed": return .spoiled(because: "the source changed")
            case "NoSuchKey", "NoSuchVersion":
                // Stores also say so of what has nothing to do with the source.
                let source = try await scope.state(of: record.job.currentSource)
                if let source, record.isMade(of: source) { throw CopyFailure.sourceIsThere(error) }
                return .spoiled(because: "the source changed, or is gone")
            case "NoSuchUpload": return .uploadGone
            default: throw error
            }
        }
    }

    /// - Returns: the number of parts copied; fewer than requested when time ran out.
    private func copy(_ parts: [Int], of record: MultipartCopyRecord, into upload: S3MultipartUpload) async throws
        -> Int
    {
        var remaining = parts[...]
        var pace = PartTimeEstimate()
        var copied = 0
        // What is there stays there. Time is kept for recording it: a part that S3 is slow with must not take that.
        try await concurrentForEach(
            limit: scope.settings.concurrency,
            next: { pace.allowsAnother(in: scope.timeForCopies) ? remaining.popFirst() : nil },
            { part in try await copy(part, of: record, into: upload) },
            finished: { (duration: Duration?) in
                guard let duration else {
                    remaining = []
                    return
                }
                pace.add(duration)
                copied += 1
            }
        )
        return copied
    }

    /// - Returns: the time that the copy took; `nil` when time ran out.
    private func copy(_ part: Int, of record: MultipartCopyRecord, into upload: S3MultipartUpload) async throws
        -> Duration?
    {
        // S3 takes no range of a small source; and one part is all of it.
        let bytes = record.plan.count > 1 ? record.plan.bytes(of: part) : nil
        let started = scope.services.clock.instant()
        do {
            _ = try await scope.services.limiter.run(record.job.ratePrefix, deadline: scope.copyDeadline) {
                try await scope.services.copyStore.uploadPartCopy(
                    of: record.copySource,
                    range: bytes,
                    into: upload,
                    part: part,
                    deadline: scope.copyDeadline
                )
            }
        } catch let error as AWSError where error.kind == .outOfTime {
            return nil
        }
        scope.metrics.add("PartsCopied", 1)
        return started.duration(to: scope.services.clock.instant())
    }
}
