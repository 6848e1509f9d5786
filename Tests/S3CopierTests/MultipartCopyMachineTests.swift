import AWSS3
import HTTPTransport
import LambdaRuntime
import Testing
import UTCTime

@testable import S3Copier

/// The decisions about a copy in parts, without S3, table or queue.
@Suite struct MultipartCopyMachineTests {
    private static let part: Int64 = 5 << 20
    private static let now = UTCTime(millisecondsSinceEpoch: 1_795_248_000_000)

    private static func state(_ etag: String, size: Int64 = part * 5, _ more: HTTPHeaders = [:]) -> ObjectSnapshot {
        var headers: HTTPHeaders = ["ETag": etag, "Content-Length": "\(size)"]
        for field in more.fields { headers.add(field.name, field.value) }
        guard let state = ObjectSnapshot(S3ObjectHead(headers: headers)) else { fatalError("no state of \(headers)") }
        return state
    }

    private static let job = ObjectCopyRequest(
        source: S3CopySource(bucket: "src", key: "k"),
        target: S3CopyTarget(bucket: "dst", key: "k"),
        size: nil
    )
    private static let start = MultipartStart(job: job, source: state("new"), target: nil)

    private static func settings(preservesETag: Bool = false) throws -> MultipartSettings {
        var plan = CopierPlan.Multipart()
        plan.partSize = part
        plan.preservesETag = preservesETag
        var reader = SettingsReader(["STATE_TABLE": "t", "QUEUE_URL": "q"])
        return try #require(MultipartSettings(&reader, plan))
    }

    private static func record(
        _ phase: MultipartCopyRecord.Phase,
        _ change: (inout MultipartCopyRecord) -> Void = { _ in }
    ) throws -> MultipartCopyRecord {
        let plan = try #require(PartPlan(size: part * 5, preferred: part))
        var record = MultipartCopyRecord(
            start,
            plan,
            partsPerMessage: 2,
            replacing: nil,
            token: "mine",
            lease: now,
            at: now.advanced(by: .seconds(-60))
        )
        record.phase = phase
        if phase != .preparing { record.uploadID = "upload" }
        change(&record)
        return record
    }

    private func step(
        _ request: MultipartCopyRequest,
        _ record: MultipartCopyRecord?,
        _ findings: [(MultipartCopyStep, MultipartStepResult)] = [],
        preservesETag: Bool = false,
        followsDeletes: Bool = false
    ) throws -> MultipartCopyStep {
        let settings = try Self.settings(preservesETag: preservesETag)
        var machine = MultipartCopyMachine(request, record, settings, followsDeletes: followsDeletes)
        for (step, finding) in findings { machine.take(finding, of: step) }
        return machine.step(at: Self.now)
    }

    // MARK: An event

    @Test func aNewCopyIsRecordedFirst() throws {
        let plan = try #require(PartPlan(size: Self.part * 5, preferred: Self.part))
        #expect(try step(.start(Self.start), nil) == .record(plan))
        #expect(try step(.start(Self.start), nil, [(.record(plan), .overtaken(nil))]) == .end(.busy))
        let record = try Self.record(.preparing)
        #expect(try step(.start(Self.start), nil, [(.record(plan), .recorded(record))]) == .createUpload)
    }

    @Test func theUploadsOfEarlierAttemptsAreAbortedBeforeTheNewOneBegins() throws {
        let old = try Self.record(.preparing) { $0.source.etag = "old" }
        let new = try Self.record(.preparing) { $0.abandoned = ["lost"] }
        let plan = new.plan
        let findings: [(MultipartCopyStep, MultipartStepResult)] = [(.record(plan), .recorded(new))]
        // Whoever recorded `old` may have begun an upload and died before recording its id.
        let abort = MultipartCopyStep.abortUploads(["lost"], lostSince: old.startedAt)
        #expect(try step(.start(Self.start), old, findings) == abort)
        #expect(try step(.start(Self.start), old, findings + [(abort, .done)]) == .createUpload)
    }

    @Test func aRecordOfTheSameStateSaysWhatIsLeft() throws {
        let held: (inout MultipartCopyRecord) -> Void = { $0.leaseUntil = Self.now.advanced(by: .seconds(1)) }
        let fannedOut: (inout MultipartCopyRecord) -> Void = { $0.isFannedOut = true }
        let cases: [(MultipartCopyRecord, MultipartCopyStep)] = [
            (try Self.record(.preparing, held), .end(.busy)), (try Self.record(.copying, held), .end(.busy)),
            (try Self.record(.completing, held), .end(.busy)),
            (try Self.record(.copying, fannedOut), .end(.inProgress)),
            (try Self.record(.copying), .takeLease(.copying)), (try Self.record(.completing), .takeLease(.completing)),
            (try Self.record(.preparing), .record(try Self.record(.preparing).plan)),
            // Somebody changed or removed the target since.
            (try Self.record(.done), .record(try Self.record(.preparing).plan)),
        ]
        for (record, expected) in cases {
            #expect(try step(.start(Self.start), record) == expected, "\(record.phase)")
        }
        let there = MultipartStart(job: Self.job, source: Self.start.source, target: Self.state("made"))
        #expect(try step(.start(there), try Self.record(.done) { $0.targetETag = "made" }) == .end(.alreadyCurrent))
    }

    @Test(arguments: [1, 5]) func rangesAreSentButASingleOneIsCopiedHere(partsPerMessage: Int) throws {
        let record = try Self.record(.copying) { $0.partsPerMessage = partsPerMessage }
        let next = try step(.start(Self.start), nil, [(.createUpload, .recorded(record))])
        #expect(next == (partsPerMessage == 5 ? .copyRange(0) : .sendRanges([0, 1, 2, 3, 4])))
    }

    @Test func anArchivedOrTooLargeSourceIsNotBegun() throws {
        let archived = Self.state("a", ["x-amz-storage-class": "GLACIER"])
        let huge = Self.state("a", size: .max)
        for (state, outcome) in [(archived, CopyOutcome.archived), (huge, .tooLarge)] {
            let start = MultipartStart(job: Self.job, source: state, target: nil)
            #expect(try step(.start(start), nil) == .end(outcome))
        }
    }

    @Test func theSourcesPartsAreMeasuredWhereItsETagIsKept() throws {
        let start = MultipartStart(job: Self.job, source: Self.state("e-2", size: Self.part + 7), target: nil)
        #expect(try step(.start(start), nil, preservesETag: true) == .measureSource)
        let own = try #require(PartPlan(sizes: [Self.part, 7]))
        let measured: [Int64] = [Self.part, 7]
        for (sizes, plan) in [(measured, own), (nil, PartPlan(size: Self.part + 7, preferred: Self.part))] {
            let next = try step(.start(start), nil, [(.measureSource, .sourceParts(sizes))], preservesETag: true)
            #expect(next == plan.map { .record($0) })
        }
    }

    // MARK: A message about a range

    @Test func aMessageOfAnotherAttemptMeansNothing() throws {
        for record in [nil, try Self.record(.copying)] {
            #expect(try step(.copyRange(0, token: "other"), record) == .end(.superseded))
        }
        for range in [-1, 3, Int.max, Int.min] {
            #expect(try step(.copyRange(range, token: "mine"), try Self.record(.copying)) == .end(.superseded))
        }
    }

    @Test func aRangeIsCopiedRecordedAndTheLastOneCompletes() throws {
        let record = try Self.record(.copying) { $0.rangesDone = [0] }
        let request = MultipartCopyRequest.copyRange(2, token: "mine")
        #expect(try step(request, record) == .copyRange(2))
        #expect(try step(.copyRange(0, token: "mine"), record) == .recordRange(0))
        #expect(try step(request, record, [(.copyRange(2), .done)]) == .recordRange(2))
        let some = try Self.record(.copying) { $0.rangesDone = [0, 2] }
        #expect(try step(request, record, [(.recordRange(2), .recorded(some))]) == .end(.inProgress))
        let all = try Self.record(.copying) { $0.rangesDone = [0, 1, 2] }
        #expect(try step(request, record, [(.recordRange(2), .recorded(all))]) == .takeLease(.completing))
        #expect(try step(request, record, [(.recordRange(2), .overtaken(nil))]) == .end(.superseded))
    }

    @Test func timeThatRunsOutSendsTheRestUnlessNothingWasCopied() throws {
        let request = MultipartCopyRequest.copyRange(1, token: "mine")
        let record = try Self.record(.copying)
        let some = [(MultipartCopyStep.copyRange(1), MultipartStepResult.timeRanOut(copied: 1))]
        #expect(try step(request, record, some) == .sendRanges([1]))
        let none = [(MultipartCopyStep.copyRange(1), MultipartStepResult.timeRanOut(copied: 0))]
        #expect(try step(request, record, none) == .end(.unfinished))
    }

    @Test func aMessageThatComesLateFindsWhatWasDone() throws {
        let request = MultipartCopyRequest.copyRange(0, token: "mine")
        #expect(try step(request, try Self.record(.done)) == .end(.alreadyCurrent))
        #expect(try step(request, try Self.record(.completing)) == .takeLease(.completing))
        #expect(try step(request, try Self.record(.preparing)) == .sendObject)
    }

    // MARK: The completion

    private let last = MultipartCopyRequest.copyRange(0, token: "mine")
    private func completing(_ more: (MultipartCopyStep, MultipartStepResult)...) throws
        -> [(MultipartCopyStep, MultipartStepResult)]
    {
        let record = try Self.record(.completing)
        return [(.takeLease(.completing), .recorded(record))] + more
    }

    @Test func theObjectIsMadeThenTheSourceIsCheckedThenTheEndIsRecorded() throws {
        let record = try Self.record(.copying)
        let complete = MultipartCopyStep.completeUpload(replacing: nil)
        let made = (complete, MultipartStepResult.completed(etag: "made", version: "v7"))
        #expect(try step(last, record, try completing()) == complete)
        #expect(try step(last, record, try completing(made)) == .checkSource)
        let plain = (MultipartCopyStep.checkSource, MultipartStepResult.source(Self.start.source))
        #expect(try step(last, record, try completing(made, plain)) == .recordEnd(etag: "made"))
        let tagged = Self.state("new", ["x-amz-tagging-count": "9"])
        let many = (MultipartCopyStep.checkSource, MultipartStepResult.source(tagged))
        #expect(try step(last, record, try completing(made, many)) == .putLargeTags(tagged, version: "v7"))
        let end = (MultipartCopyStep.recordEnd(etag: "made"), MultipartStepResult.done)
        #expect(try step(last, record, try completing(made, plain, end)) == .end(.copied))
    }

    @Test func aSourceThatChangedMeanwhileIsExaminedAgainBeforeTheEndIsRecorded() throws {
        let record = try Self.record(.copying)
        let made = (
            MultipartCopyStep.completeUpload(replacing: nil), MultipartStepResult.completed(etag: "m", version: nil)
        )
        for (now, follows, next) in [
            (Self.state("newer"), false, MultipartCopyStep.sendObject), (nil, true, .sendObject),
            (nil, false, .recordEnd(etag: "m")),
        ] as [(ObjectSnapshot?, Bool, MultipartCopyStep)] {
            let check = (MultipartCopyStep.checkSource, MultipartStepResult.source(now))
            #expect(try step(last, record, try completing(made, check), followsDeletes: follows) == next)
            let sent = (MultipartCopyStep.sendObject, MultipartStepResult.done)
            if next == .sendObject {
                #expect(try step(last, record, try completing(made, check, sent)) == .recordEnd(etag: "m"))
            }
        }
    }

    @Test func aTargetThatChangedIsComparedThreeTimes() throws {
        let record = try Self.record(.copying)
        let refused = (MultipartCopyStep.completeUpload(replacing: nil), MultipartStepResult.conditionFailed)
        #expect(try step(last, record, try completing(refused)) == .compareTarget)
        func compared(_ target: ObjectSnapshot?, _ source: ObjectSnapshot?) -> (MultipartCopyStep, MultipartStepResult)
        {
            (.compareTarget, .sides(target: target, source: source))
        }
        let foreign = compared(Self.state("foreign"), Self.start.source)
        #expect(try step(last, record, try completing(refused, foreign)) == .completeUpload(replacing: "foreign"))
        #expect(try step(last, record, try completing(foreign, foreign, foreign)) == .end(.busy))
        let same = compared(Self.start.source, Self.start.source)
        let abort = MultipartCopyStep.abortUploads(["upload"], lostSince: nil)
        #expect(try step(last, record, try completing(refused, same)) == abort)
        #expect(try step(last, record, try completing(refused, same, (abort, .done))) == .checkSource)
        let gone = compared(nil, nil)
        #expect(try step(last, record, try completing(refused, gone)) == .restart(because: "the source changed"))
    }

    @Test func anUploadThatIsGoneIsSearchedAtTheTarget() throws {
        let record = try Self.record(.completing)
        let gone = (MultipartCopyStep.completeUpload(replacing: nil), MultipartStepResult.uploadGone)
        #expect(try step(last, record, try completing(gone)) == .findResult)
        func found(_ now: MultipartCopyRecord?, _ target: ObjectSnapshot?) -> (MultipartCopyStep, MultipartStepResult) {
            (.findResult, .result(now, target: target))
        }
        let result = Self.state("made-5")
        #expect(try step(last, record, try completing(gone, found(record, result))) == .checkSource)
        let restart = try step(last, record, try completing(gone, found(record, Self.state("other"))))
        #expect(restart == .restart(because: "the upload is gone, and its object is not there"))
        #expect(try step(last, record, try completing(gone, found(nil, result))) == .end(.superseded))
        let done = try Self.record(.done)
        #expect(try step(last, record, try completing(gone, found(done, nil))) == .end(.alreadyCurrent))
    }

    @Test func aSpoiledAttemptBeginsAnewAndTheTenthIsGivenUp() throws {
        let spoiled = (MultipartCopyStep.copyRange(0), MultipartStepResult.spoiled(because: "it was red"))
        let record = try Self.record(.copying)
        let restart = MultipartCopyStep.restart(because: "it was red")
        #expect(try step(last, record, [spoiled]) == restart)
        let renewed = try Self.record(.preparing)
        #expect(try step(last, record, [(restart, .recorded(renewed))]) == .sendObject)
        #expect(try step(last, record, [(restart, .recorded(renewed)), (.sendObject, .done)]) == .end(.inProgress))
        #expect(try step(last, record, [(restart, .overtaken(nil))]) == .end(.superseded))
        let tenth = try Self.record(.copying) { $0.attempt = MultipartCopyMachine.attempts }
        #expect(try step(last, tenth, [spoiled]) == .giveUp(because: "it was red"))
    }

    // MARK: The moves

    @Test func abandoningAbortsAndRemoves() throws {
        let record = try Self.record(.copying) { $0.abandoned = ["old"] }
        let abort = MultipartCopyStep.abortUploads(["old", "upload"], lostSince: nil)
        #expect(try step(.abandon, record) == abort)
        #expect(try step(.abandon, record, [(abort, .done)]) == .removeRecord)
        for nothing in [nil, try Self.record(.done)] { #expect(try step(.abandon, nothing) == .end(.superseded)) }
    }

    @Test func aLeaseIsTakenFromThePhaseBeforeOrFromADeadInvocation() throws {
        let (soon, end) = (Self.now.advanced(by: .seconds(1)), Self.now.advanced(by: .seconds(9)))
        for (phase, lease, wanted, isLegal) in [
            (.copying, soon, .completing, true), (.completing, soon, .completing, false),
            (.completing, Self.now, .completing, true), (.done, Self.now, .completing, false),
            (.preparing, soon, .completing, false), (.copying, soon, .copying, false),
            (.copying, Self.now, .copying, true),
        ] as [(MultipartCopyRecord.Phase, UTCTime, MultipartCopyRecord.Phase, Bool)] {
            var record = try Self.record(phase) { $0.leaseUntil = lease }
            let before = record
            #expect(record.takeLease(wanted, until: end, at: Self.now) == isLegal, "\(phase) → \(wanted)")
            #expect(isLegal ? record.leaseUntil == end : record == before)
        }
    }

    @Test func theMessagesThatWereLostFollowFromThePhase() throws {
        let record = try Self.record(.copying) { $0.rangesDone = [1] }
        #expect(record.lostMessages == [.parts(range: 0, of: record.name), .parts(range: 2, of: record.name)])
        let all = try Self.record(.completing)
        #expect(all.lostMessages == [.parts(range: 0, of: all.name)])
        #expect(try Self.record(.preparing).lostMessages == [.object(.init(bucket: "src", key: "k", time: nil))])
        #expect(try Self.record(.done).lostMessages == [])
    }
}
