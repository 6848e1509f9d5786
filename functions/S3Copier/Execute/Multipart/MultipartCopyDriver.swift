import AWSClient
import AWSS3
import Logging
import UTCTime

/// Carries out the steps that ``MultipartCopyMachine`` chooses for a copy in parts. It continues until nothing is left
/// to do in this invocation. No other type carries out these steps.
struct MultipartCopyDriver: Sendable {
    /// The maximum time that a request needs to take effect, even if it is sent just before the deadline.
    private static let settling = Duration.milliseconds(5_500)

    let scope: InvocationScope

    /// Reads the target's record, and carries out the request.
    ///
    /// - Parameter target: bucket and key of the copy's target, joined by a slash.
    /// - Throws: `AWSError`, `StateStoreError` or ``CopyFailure``. Before it throws, the method releases the lease.
    func run(_ request: MultipartCopyRequest, of target: String) async throws -> CopyOutcome {
        try await run(request, of: target, try await scope.multipartStore().record(of: target))
    }

    /// Carries out the request.
    ///
    /// - Parameter record: the target's record as it was read; `nil` when there was none.
    func run(
        _ request: MultipartCopyRequest,
        of target: String,
        _ record: MultipartCopyRecord?
    ) async throws -> CopyOutcome {
        var machine = MultipartCopyMachine(
            request,
            record,
            try scope.multipartSettings(),
            followsDeletes: scope.settings.mirrorsDeletes,
            marksBucket: scope.settings.marksBuckets(in: Self.bucket(ofTarget: target))
        )
        do {
            while true {
                let step = machine.step(at: scope.now())
                if case .end(let outcome) = step {
                    if outcome == .busy || outcome == .unfinished { await giveLeaseBack(machine) }
                    return outcome
                }
                machine.take(try await carryOut(step, machine), of: step)
            }
        } catch {
            await giveLeaseBack(machine)
            throw error
        }
    }

    /// Reads the bucket's name from a target: the text before the first slash, because no bucket's name contains a
    /// slash.
    private static func bucket(ofTarget target: String) -> String { String(target.prefix { $0 != "/" }) }

    private func carryOut(_ step: MultipartCopyStep, _ machine: MultipartCopyMachine) async throws
        -> MultipartStepResult
    {
        if case .start(let start) = machine.request {
            switch step {
            case .measureSource:
                let sizes = try await SourcePartSizeReader(scope: scope).sizes(start.job.source, start.source)
                return .sourceParts(sizes)
            case .record(let plan): return try await record(plan, start, replacing: machine.record)
            case .createUpload:
                guard let record = machine.record else { return .overtaken(nil) }
                return try await UploadStarter(scope: scope).start(record, start)
            default: break
            }
        }
        guard let record = machine.record else { return .overtaken(nil) }
        return try await carryOut(step, record)
    }

    private func carryOut(_ step: MultipartCopyStep, _ record: MultipartCopyRecord) async throws
        -> MultipartStepResult
    {
        switch step {
        case .measureSource, .record, .createUpload, .end: return .done
        case .abortUploads(let ids, let lostSince):
            try await UploadCleaner(scope: scope).abort(ids, of: record, lostSince: lostSince)
            return .done
        case .takeLease(let phase):
            let (now, lease) = (scope.now(), leaseEnd)
            return try await move(record) { $0.takeLease(phase, until: lease, at: now) }
        case .sendRanges(let ranges):
            try await FollowUpQueue(scope: scope).send(ranges.map { .parts(range: $0, of: record.name) })
            let now = scope.now()
            let sent = try await scope.multipartStore().update(record) { $0.sentRanges(at: now) }
            return sent.map { .recorded($0) } ?? .done
        case .copyRange(let range): return try await PartCopier(scope: scope).copy(range, of: record)
        case .recordRange(let range):
            let now = scope.now()
            return try await move(record) { $0.finish(range: range, at: now) }
        case .completeUpload(let etag): return try await UploadCompleter(scope: scope).complete(record, replacing: etag)
        case .compareTarget:
            let target = try await scope.state(of: record.copyTarget)
            return .sides(target: target, source: try await scope.state(of: record.job.currentSource))
        case .findResult:
            let found = try await scope.multipartStore().record(of: record.target)
            return .result(found, target: try await scope.state(of: record.copyTarget))
        case .checkSource: return .source(try await scope.state(of: record.job.currentSource))
        case .putLargeTags(let source, let version):
            try await MultipartTags(scope: scope).putLarge(on: record, source, version: version)
            return .done
        case .sendObject:
            try await FollowUpQueue(scope: scope).send([record.objectMessage])
            return .done
        case .recordEnd(let etag):
            let now = scope.now()
            warnOfAnotherETag(record, etag)
            let ended = try await scope.multipartStore().update(record) { $0.end(etag: etag, at: now) }
            return ended.map { .recorded($0) } ?? .done
        case .restart(let reason): return try await restart(record, because: reason)
        case .giveUp(let reason):
            if let upload = record.upload {
                try await scope.services.store.abortMultipartUpload(upload, deadline: scope.deadline)
            }
            throw CopyFailure.attemptsUsedUp(target: record.target, attempts: record.attempt, reason: reason)
        case .removeRecord:
            try await scope.multipartStore().remove(record)
            return .done
        }
    }

    /// The end of a lease that is taken now. After this time no request of the invocation can still be in progress.
    private var leaseEnd: UTCTime { scope.now().advanced(by: scope.lease(settling: Self.settling)) }

    private func record(
        _ plan: PartPlan,
        _ start: MultipartStart,
        replacing old: MultipartCopyRecord?
    ) async throws -> MultipartStepResult {
        let record = MultipartCopyRecord(
            start,
            plan,
            partsPerMessage: try scope.multipartSettings().partsPerMessage,
            replacing: old,
            token: "\(scope.requestID)-\(UInt64.random(in: 0 ... .max))",
            lease: leaseEnd,
            at: scope.now()
        )
        let isOurs = try await scope.multipartStore().begin(record, replacing: old)
        return isOurs ? .recorded(record) : .overtaken(nil)
    }

    private func move(
        _ record: MultipartCopyRecord,
        _ move: (inout MultipartCopyRecord) -> Bool
    ) async throws -> MultipartStepResult {
        let store = try scope.multipartStore()
        if let moved = try await store.update(record, move) { return .recorded(moved) }
        return .overtaken(try await store.record(of: record.target))
    }

    private func restart(_ record: MultipartCopyRecord, because reason: String) async throws -> MultipartStepResult {
        let now = scope.now()
        let renewed = try await scope.multipartStore().update(record) { $0.restart(at: now) }
        guard let renewed else { return .overtaken(nil) }
        scope.logger.info(
            "a copy in parts begins anew: \(reason)",
            metadata: ["target": "s3://\(record.target)", "attempt": "\(renewed.attempt)"]
        )
        if let upload = record.upload {
            // Should it fail, the next attempt does it.
            try? await scope.services.store.abortMultipartUpload(upload, deadline: scope.deadline)
        }
        return .recorded(renewed)
    }

    /// Releases the lease. If the release fails, the lease runs out shortly after the invocation's deadline.
    private func giveLeaseBack(_ machine: MultipartCopyMachine) async {
        guard machine.isHeld, let record = machine.record else { return }
        let now = scope.now()
        _ = try? await scope.multipartStore().update(record) { $0.giveBack(record.leaseUntil, at: now) }
    }

    private func warnOfAnotherETag(_ record: MultipartCopyRecord, _ etag: String) {
        guard scope.settings.multipart?.preservesETag == true, record.source.etag.utf8.contains(UInt8(ascii: "-")),
            record.source.etag != etag
        else { return }
        scope.logger.warning(
            "the copy's ETag is another than its source's: it was encrypted otherwise, or cut into other parts",
            metadata: ["target": "s3://\(record.target)", "etag": "\(etag)", "sourceETag": "\(record.source.etag)"]
        )
    }
}
