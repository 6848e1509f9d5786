import AWSS3
import UTCTime

/// Decides the next step of a copy in parts. It is pure: from the record and the last step's result it makes one step.
///
/// An invocation may end at any step. The invocation for the next message starts with the record alone, and finds out
/// the work that is left:
///
/// 1. An event records an attempt (`preparing`), begins the upload (`copying`) and sends a message for every range of
///    parts. An object of one range is copied at once.
/// 2. A message copies those parts of its range that S3 does not have, each pinned to the source's state.
/// 3. The invocation that records the last range completes the upload under a lease (`completing`), and records the end
///    (`done`).
struct MultipartCopyMachine: Sendable {
    /// The maximum number of attempts at one copy. After them the copy is given up: the source changes all the time, or
    /// the target refuses the object.
    static let attempts = 10
    /// The maximum number of times that one invocation compares the target with the source. A comparison is repeated
    /// when somebody else has written to the target.
    static let comparisons = 3

    let request: MultipartCopyRequest
    let settings: MultipartSettings
    /// `true` when removals are mirrored: if the source is gone, the object is examined again.
    let followsDeletes: Bool
    /// `true` when copies are marked with their source's bucket, because objects of several buckets may have this
    /// target.
    let marksBucket: Bool
    /// The record in its last known state; `nil` when there is none.
    private(set) var record: MultipartCopyRecord?
    /// `true` when this invocation holds the record's lease.
    private(set) var isHeld = false

    private var last: (step: MultipartCopyStep, finding: MultipartStepResult)?
    /// The record of the attempt that the new attempt replaced.
    private var replaced: MultipartCopyRecord?
    private var comparisonsMade = 0
    /// The finished object and its outcome: this invocation made the object, or found it at the target.
    private var made: (etag: String, version: String?, outcome: CopyOutcome)?

    init(
        _ request: MultipartCopyRequest,
        _ record: MultipartCopyRecord?,
        _ settings: MultipartSettings,
        followsDeletes: Bool,
        marksBucket: Bool = false
    ) {
        self.request = request
        self.record = record
        self.settings = settings
        self.followsDeletes = followsDeletes
        self.marksBucket = marksBucket
    }

    /// Records the result of a step.
    mutating func take(_ finding: MultipartStepResult, of step: MultipartCopyStep) {
        last = (step, finding)
        switch (step, finding) {
        case (.record, .recorded(let new)):
            replaced = record
            record = new
            isHeld = true
        case (.takeLease, .recorded(let new)):
            record = new
            isHeld = true
        case (_, .recorded(let new)): record = new
        case (.completeUpload, .completed(let etag, let version)): made = (etag, version, .copied)
        case (.compareTarget, .sides(let target, let source)):
            comparisonsMade += 1
            if let target, let source, isMade(target, of: source) { made = (target.etag, nil, .alreadyCurrent) }
        case (.findResult, .result(_, let target?)) where record.map({ $0.isResult(target) }) ?? false:
            made = (target.etag, target.head.versionID, .copied)
        default: break
        }
    }

    /// Returns the next step.
    func step(at now: UTCTime) -> MultipartCopyStep {
        guard let last else { return firstStep(at: now) }
        switch (last.step, last.finding) {
        case (_, .spoiled(let reason)): return restart(because: reason)
        case (_, .uploadGone): return .findResult
        case (.measureSource, .sourceParts(let sizes)): return record(cutAs: sizes)
        case (.record, .recorded(let record)): return cleanUp(before: record)
        case (.abortUploads, _) where made != nil: return .checkSource
        case (.abortUploads, _): return request == .abandon ? .removeRecord : .createUpload
        case (.createUpload, .recorded(let record)), (.takeLease(.copying), .recorded(let record)):
            return spread(record)
        case (.takeLease(.completing), .recorded(let record)): return .completeUpload(replacing: record.replaces)
        case (.takeLease(.completing), .overtaken(let found)): return rest(with: found, at: now)
        case (.copyRange(let range), .done): return .recordRange(range)
        case (.copyRange(let range), .timeRanOut(let copied)):
            // A new message does not count as a failed delivery.
            return copied > 0 ? .sendRanges([range]) : .end(.unfinished)
        case (.recordRange, .recorded(let record)):
            return record.hasAllRanges ? .takeLease(.completing) : .end(.inProgress)
        case (.recordRange, .overtaken), (.restart, .overtaken): return .end(.superseded)
        case (_, .overtaken): return .end(.busy)
        case (.completeUpload, .conditionFailed): return .compareTarget
        case (.completeUpload, _): return .checkSource
        case (.compareTarget, .sides(let target, let source)): return afterComparison(target, source)
        case (.findResult, .result(let record, _)): return afterSearch(record, at: now)
        case (.checkSource, .source(let source)): return afterCheck(source)
        case (.putLargeTags, _): return end
        case (.sendObject, _): return made == nil ? .end(.inProgress) : end
        case (.restart, _): return .sendObject
        case (.recordEnd, _): return .end(made?.outcome ?? .copied)
        case (.sendRanges, _): return .end(.inProgress)
        case (.removeRecord, _), (.giveUp, _): return .end(.superseded)
        case (.measureSource, _), (.record, _), (.createUpload, _), (.takeLease, _), (.copyRange, _), (.recordRange, _),
            (.compareTarget, _), (.findResult, _), (.checkSource, _), (.end, _):
            // No step finds anything else; if one did, its message comes again.
            return .end(.busy)
        }
    }
}

extension MultipartCopyMachine {
    private func firstStep(at now: UTCTime) -> MultipartCopyStep {
        switch request {
        case .start(let start): return firstStep(of: start, at: now)
        case .copyRange(let range, let token):
            // Another attempt has taken its place, and has messages of its own.
            guard let record, record.token == token else { return .end(.superseded) }
            switch record.phase {
            case .copying:
                guard record.uploadID != nil, record.parts(ofRange: range) != nil else { return .end(.superseded) }
                return record.rangesDone.contains(Int64(range)) ? .recordRange(range) : .copyRange(range)
            case .completing: return .takeLease(.completing)
            case .preparing, .done: return rest(with: record, at: now)
            }
        case .abandon:
            guard let record, record.phase != .done else { return .end(.superseded) }
            let uploads = record.abandoned.union([record.uploadID].compactMap { $0 })
            return .abortUploads(uploads, lostSince: record.unrecordedUploadSince)
        }
    }

    private func firstStep(of start: MultipartStart, at now: UTCTime) -> MultipartCopyStep {
        guard !start.source.isArchived else { return .end(.archived) }
        if let record, record.source == .init(start.job.source, start.source) {
            switch record.phase {
            case .done where start.target.map({ $0.etag == record.targetETag }) ?? false: return .end(.alreadyCurrent)
            // Somebody changed the target since: it is copied again.
            case .done: break
            case .copying where record.isFannedOut: return .end(.inProgress)
            case _ where record.isLeased(at: now): return .end(.busy)
            case .preparing: break
            // The invocation that held it ended in the middle.
            case .copying: return .takeLease(.copying)
            case .completing: return .takeLease(.completing)
            }
        }
        let followsParts = settings.preservesETag && start.source.etag.utf8.contains(UInt8(ascii: "-"))
        return followsParts ? .measureSource : record(cutAs: nil)
    }

    /// Makes the step that records a new attempt. The copy ends instead when the object is too large.
    ///
    /// - Parameter sizes: the bytes of the source's parts, if the copy must have the same ETag.
    private func record(cutAs sizes: [Int64]?) -> MultipartCopyStep {
        guard case .start(let start) = request else { return .end(.superseded) }
        if let plan = sizes.flatMap({ PartPlan(sizes: $0) }), plan.size == start.source.size { return .record(plan) }
        guard let plan = PartPlan(size: start.source.size, preferred: settings.partSize) else { return .end(.tooLarge) }
        return .record(plan)
    }

    private func cleanUp(before record: MultipartCopyRecord) -> MultipartCopyStep {
        let lostSince = replaced?.unrecordedUploadSince
        return record.abandoned.isEmpty && lostSince == nil
            ? .createUpload : .abortUploads(record.abandoned, lostSince: lostSince)
    }

    /// Returns the step that follows the beginning of an upload. A single range is copied in this invocation; several
    /// ranges get one message each.
    private func spread(_ record: MultipartCopyRecord) -> MultipartCopyStep {
        record.rangeCount > 1 ? .sendRanges(record.openRanges) : .copyRange(0)
    }

    /// Returns the step for a record on which this invocation must not work.
    private func rest(with record: MultipartCopyRecord?, at now: UTCTime) -> MultipartCopyStep {
        guard let record, record.token == self.record?.token else { return .end(.superseded) }
        switch record.phase {
        case .done: return .end(.alreadyCurrent)
        // It begins anew; should the message about it have got lost, here it is again.
        case .preparing: return record.isLeased(at: now) ? .end(.busy) : .sendObject
        case .copying, .completing: return .end(.busy)
        }
    }

    private func afterComparison(_ target: ObjectSnapshot?, _ source: ObjectSnapshot?) -> MultipartCopyStep {
        guard let record, let source, record.isMade(of: source) else {
            return restart(because: "the source changed")
        }
        if made != nil { return .abortUploads(Set([record.uploadID].compactMap { $0 }), lostSince: nil) }
        // Somebody keeps writing to the target.
        return comparisonsMade < Self.comparisons ? .completeUpload(replacing: target?.etag) : .end(.busy)
    }

    private func afterSearch(_ found: MultipartCopyRecord?, at now: UTCTime) -> MultipartCopyStep {
        guard let found, found.token == record?.token else { return .end(.superseded) }
        guard found.phase != .done else { return .end(.alreadyCurrent) }
        if made != nil { return .checkSource }
        guard found.phase != .preparing else { return rest(with: found, at: now) }
        return restart(because: "the upload is gone, and its object is not there")
    }

    private func afterCheck(_ source: ObjectSnapshot?) -> MultipartCopyStep {
        if let record, let source, record.isMade(of: source) {
            return source.head.tagCount > 0 ? .putLargeTags(source, version: made?.version) : end
        }
        // Before the record says that all is done.
        return source != nil || followsDeletes ? .sendObject : end
    }

    private func isMade(_ target: ObjectSnapshot, of source: ObjectSnapshot) -> Bool {
        guard target.isCopy(of: source) else { return false }
        guard marksBucket, let record else { return true }
        return target.isMarked(for: record.source.bucket, of: source, in: record.copyTarget.bucket)
    }

    private var end: MultipartCopyStep { .recordEnd(etag: made?.etag ?? "") }

    private func restart(because reason: String) -> MultipartCopyStep {
        (record?.attempt ?? 0) < Self.attempts ? .restart(because: reason) : .giveUp(because: reason)
    }
}
