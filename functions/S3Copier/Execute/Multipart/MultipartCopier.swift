import AWSClient
import AWSS3
import AWSSQS
import HTTPTransport
import LambdaRuntime
import UTCTime

/// Copies one object in parts, by as many invocations as it takes.
///
/// All that an invocation must know to go on is in the record (``MultipartCopyRecord``) and in S3's own list of parts; an
/// invocation may end at any point, and whichever message is delivered next finds out what is left to do:
///
/// 1. ``begin(_:source:target:)`` notes the attempt down, begins the upload, and sends a message for every range of parts;
///    an object of one range is copied at once.
/// 2. ``copyParts(_:range:)`` copies the parts of a range that S3 does not have yet, each pinned to the source's state.
/// 3. Whoever notes down the last range completes the upload (``complete(_:)``), under a lease.
struct MultipartCopier: Sendable {
    /// Attempts at one copy until it is given up: a source that changes all the time, or a target that refuses.
    static let attempts = 10
    /// How long a lease outlives the invocation that holds it, at most.
    private static let leaseMargin = Duration.seconds(5)

    let context: CopyContext

    var services: CopierServices { context.services }

    /// - Throws: ``CopyFailure/multipartUnavailable`` without a state table.
    func settings() throws -> MultipartSettings {
        guard let settings = context.settings.multipart else { throw CopyFailure.multipartUnavailable }
        return settings
    }

    func table() throws -> MultipartCopyStore {
        MultipartCopyStore(store: try context.state())
    }

    /// An invocation's lease ends with it: the deadline is when nothing of it can be at work any more.
    func leaseEnd(from now: UTCTime) -> UTCTime {
        now.advanced(by: max(context.remainingTime, .zero) + S3Copier.cancellationMargin + Self.leaseMargin)
    }

    /// Begins a copy, or finds out how far it is.
    ///
    /// - Parameters:
    ///   - source: its state now.
    ///   - there: the target's state, read before the source's.
    /// - Throws: `AWSError` that is not an outcome of its own.
    func begin(
        _ job: CopyJob,
        source: ObjectState,
        target there: ObjectState?
    ) async throws -> CopyOutcome {
        guard !source.isArchived else { return .archived }
        let table = try table()
        let existing = try await table.record(of: MultipartCopyRecord.name(of: job.target))
        let now = services.clock.now()
        if let existing, existing.source == .init(job.source, source) {
            switch existing.phase {
            case .done where there.map({ $0.etag == existing.targetETag }) ?? false: return .alreadyCurrent
            // Somebody changed the target since: it is copied again.
            case .done: break
            case .copying where existing.isFannedOut: return .inProgress
            case _ where existing.isLeased(at: now): return .busy
            case .preparing: break
            case .copying: return try await resume(existing)
            case .completing: return try await complete(existing)
            }
        }
        guard let plan = try await plan(job, source) else { return .tooLarge }
        var record = MultipartCopyRecord(
            target: MultipartCopyRecord.name(of: job.target),
            token: "\(context.requestID)-\(UInt64.random(in: 0 ... .max))",
            phase: .preparing,
            source: .init(job.source, source),
            sourceOwner: job.source.expectedOwner,
            paysRequester: job.source.paysRequester,
            targetOwner: job.target.expectedOwner,
            plan: plan,
            partsPerMessage: try settings().partsPerMessage,
            checksum: S3FullObjectChecksum(of: source.head),
            replaces: there?.etag,
            leaseUntil: leaseEnd(from: now),
            startedAt: now,
            updatedAt: now,
            eventTime: job.eventTime,
            // Those at another state of the source do not count.
            attempt: existing.map { $0.source == .init(job.source, source) && $0.phase != .done ? $0.attempt : 0 } ?? 0
        )
        if let existing, existing.phase != .done {
            record.abandoned = existing.abandoned.union([existing.uploadID].compactMap { $0 })
        }
        guard try await table.begin(record, replacing: existing) else { return .busy }
        return try await holding(record) {
            try await abortAbandoned(record, replacing: existing)
            guard let begun = try await beginUpload(record, job, source) else { return .busy }
            return try await resume(begun)
        }
    }

    /// Does something under a record's lease, and gives the lease back if that fails: the message's next delivery must not
    /// find it held by an invocation that is over.
    func holding(_ record: MultipartCopyRecord, _ body: () async throws -> CopyOutcome) async throws -> CopyOutcome {
        do {
            let outcome = try await body()
            if outcome == .busy || outcome == .unfinished { await release(record) }
            return outcome
        } catch {
            await release(record)
            throw error
        }
    }

    /// Should it fail, the lease ends with the invocation.
    private func release(_ record: MultipartCopyRecord) async {
        let now = services.clock.now()
        _ = try? await table().update(record) { document in
            guard document.leaseUntil == record.leaseUntil else { return false }
            document.leaseUntil = now
            return true
        }
    }

    /// Goes on with an upload that was begun: its parts, here or by messages.
    private func resume(_ record: MultipartCopyRecord) async throws -> CopyOutcome {
        let now = services.clock.now()
        var record = record
        if !record.isLeased(at: now) {
            // Somebody's invocation ended in the middle of this.
            guard let mine = try await table().lease(record, until: leaseEnd(from: now), phase: .copying, at: now)
            else {
                return .busy
            }
            record = mine
        }
        let held = record
        return try await holding(held) {
            guard held.rangeCount > 1 else { return try await copyParts(held, range: 0) }
            try await fanOut(held)
            return .inProgress
        }
    }

    /// - Returns: the record with the upload in it; `nil` when the attempt was replaced meanwhile.
    private func beginUpload(
        _ record: MultipartCopyRecord,
        _ job: CopyJob,
        _ source: ObjectState
    ) async throws -> MultipartCopyRecord? {
        var properties = source.propertyHeaders()
        if let tags = try await tags(of: record, source), !tags.isEmpty {
            let header = S3.taggingHeader(tags)
            // The others are set when the object is there.
            if header.utf8.count <= S3.largestTaggingHeader { properties.add("x-amz-tagging", header) }
        }
        let upload: S3Upload
        do {
            upload = try await services.store.createMultipartUpload(
                to: job.target,
                properties: properties,
                checksum: record.checksum?.algorithm,
                deadline: context.deadline
            )
        } catch let error as AWSError where error.status.map({ 200..<300 ~= $0 }) == true {
            // Begun, under an id that cannot be read: found by its initiator.
            try? await abortUnnoted(record, since: record.startedAt)
            throw error
        }
        let now = services.clock.now()
        let begun = try await table().update(record) { document in
            document.uploadID = upload.id
            document.phase = .copying
            document.updatedAt = now
            document.abandoned = []
            return true
        }
        if let begun { return begun }
        try await services.store.abortMultipartUpload(upload, deadline: context.deadline)
        return nil
    }

    /// The tags of the state that is copied; `nil` when it has none.
    func tags(of record: MultipartCopyRecord, _ source: ObjectState) async throws -> [S3Tag]? {
        guard source.head.tagCount > 0 else { return nil }
        return try await services.store.objectTags(
            bucket: record.source.bucket,
            key: record.source.key,
            version: record.source.versionID,
            headers: record.copySource.accessHeaders,
            deadline: context.deadline
        )
    }

    /// Sends a message for every range that is not done. Twice does no harm: what S3 has is not copied again.
    func fanOut(_ record: MultipartCopyRecord) async throws {
        let ranges = (0..<record.rangeCount).filter { !record.rangesDone.contains(Int64($0)) }
        try await send(ranges.map { .parts(range: $0, of: record.name) })
        let now = services.clock.now()
        _ = try await table().update(record) { document in
            document.isFannedOut = true
            document.updatedAt = now
            return true
        }
    }

    func send(_ messages: [FollowUpMessage]) async throws {
        let queue = try settings().queueURL
        let bodies = try messages.map { try $0.messageBody() }
        for start in stride(from: 0, to: bodies.count, by: SQS.largestBatch) {
            let batch = Array(bodies[start..<min(start + SQS.largestBatch, bodies.count)])
            let failed = try await services.queue.sendMessages(batch, to: queue, deadline: context.deadline)
            if let first = failed.first { throw CopyFailure.messageRefused(first.reason) }
        }
    }

    private func plan(_ job: CopyJob, _ source: ObjectState) async throws -> PartPlan? {
        let settings = try settings()
        if settings.preservesETag, source.etag.contains("-"),
            let sizes = try await SourceParts(context: context).sizes(job.source, source),
            let plan = PartPlan(sizes: sizes),
            plan.size == source.size
        {
            return plan
        }
        return PartPlan(size: source.size, preferred: settings.partSize)
    }
}
