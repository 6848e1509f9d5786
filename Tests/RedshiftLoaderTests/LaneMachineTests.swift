import AWSRedshiftData
import AWSS3
import RedshiftSQL
import Testing
import UTCTime

@testable import RedshiftLoader

private let now = UTCTime(millisecondsSinceEpoch: 1_795_000_000_000)
private let later = UTCTime(millisecondsSinceEpoch: 1_795_000_060_000)

private func lane(_ change: (inout LaneRecord) -> Void = { _ in }) -> LaneRecord {
    var lane = LaneRecord(plan: "p", lane: "a.b", due: now)
    lane.prepared = "hash"
    change(&lane)
    return lane
}

private func record(_ phase: LoadRecord.Phase, _ change: (inout LoadRecord) -> Void = { _ in }) -> LoadRecord {
    var record = LoadRecord(id: "l1", plan: "p", table: "a.b", lane: "a.b", files: [], createdAt: now)
    record.phase = phase
    change(&record)
    return record
}

@Suite struct LaneMachineTests {
    private func next(_ lane: LaneRecord, _ load: LoadRecord? = nil) -> LaneMachine.Step {
        LaneMachine(lane: lane, load: load, definitions: "hash", now: now).next
    }

    @Test func filesAreFormedIntoLoadsWhenTheyAreDue() {
        #expect(next(lane()) == .wait(nil))
        #expect(next(lane { $0.waiting = ["a.b": later] }) == .wait(later))
        #expect(next(lane { $0.waiting = ["a.b": now, "a.c": later] }) == .form("a.b"))
        // What was begun is finished first.
        #expect(next(lane { ($0.waiting, $0.forming) = (["a.b": now], "a.c") }) == .form("a.c"))
    }

    @Test(arguments: [
        (LoadRecord.Phase.queued, LaneMachine.Step.submit), (.submitting, .submit), (.submitted, .check),
        (.comparing, .compare), (.diagnosing, .diagnose), (.examining, .examine), (.measuring, .measure),
        (.waiting, .submit), (.over, .dequeue("l1")),
    ]) func aLoadGoesOnFromWhereItIs(phase: LoadRecord.Phase, expected: LaneMachine.Step) {
        #expect(next(lane { $0.queue = ["l1", "l2"] }, record(phase)) == expected)
    }

    @Test func aLaneIsPreparedBeforeItsFirstLoadAndAfterThePlanChanged() {
        #expect(next(lane { ($0.queue, $0.prepared) = (["l1"], nil) }, record(.queued)) == .prepare)
        #expect(next(lane { ($0.queue, $0.prepared) = (["l1"], "old") }, record(.waiting)) == .prepare)
        // A batch that runs was submitted under the old definitions; it is asked for first.
        #expect(next(lane { ($0.queue, $0.prepared) = (["l1"], "old") }, record(.submitted)) == .check)
        let preparing = LaneRecord.Preparing(
            part: .rows,
            since: now,
            hash: "hash",
            statementID: nil,
            attempt: 2,
            retryAt: later
        )
        #expect(
            next(lane { ($0.queue, $0.prepared, $0.preparing) = (["l1"], nil, preparing) }, record(.queued))
                == .wait(later)
        )
    }

    @Test func endsArePublishedBeforeTheNextLoadUnlessTheBusIsWaitedFor() {
        #expect(next(lane { ($0.queue, $0.unpublished) = (["l1"], ["l0"]) }, record(.queued)) == .publish("l0"))
        let postponed = lane { ($0.queue, $0.unpublished, $0.publishAt) = (["l1"], ["l0"], later) }
        #expect(next(postponed, record(.queued)) == .submit)
        #expect(next(lane { ($0.unpublished, $0.publishAt) = (["l0"], later) }) == .wait(later))
        #expect(next(lane { ($0.unpublished, $0.publishAt) = (["l0"], now) }) == .publish("l0"))
    }

    @Test func aLaneIsStuckWhenWhatIsUnderWayDoesNotEnd() {
        func isStuck(_ lane: LaneRecord, _ load: LoadRecord? = nil, after seconds: Int = 0) -> Bool {
            LaneMachine(lane: lane, load: load, definitions: "hash", now: now.advanced(by: .seconds(seconds))).isStuck
        }
        let queue = lane { $0.queue = ["l1"] }
        #expect(!isStuck(lane()))
        #expect(!isStuck(queue, record(.submitted), after: 7199))
        #expect(isStuck(queue, record(.submitted), after: 7200))
        // Time begins with the last submission.
        #expect(!isStuck(queue, record(.submitted) { $0.submittedAt = later }, after: 7200))
        #expect(!isStuck(queue, record(.over), after: 9000))
        let preparing = LaneRecord.Preparing(part: .definitions, since: now, hash: "hash", statementID: nil, attempt: 4)
        #expect(isStuck(lane { $0.preparing = preparing }))
    }

    @Test func aRetryWaitsForItsTime() {
        let queue = lane { $0.queue = ["l1"] }
        #expect(next(queue, record(.waiting) { $0.retryAt = later }) == .wait(later))
        #expect(next(queue, record(.waiting) { $0.retryAt = now }) == .submit)
    }

    @Test func aLoadThatIsGoneOrCancelledMakesRoom() {
        let queue = lane { $0.queue = ["l1"] }
        #expect(next(queue) == .dequeue("l1"))
        #expect(next(queue, record(.queued) { $0.isCancelRequested = true }) == .cancel)
        // What runs is cancelled by asking Redshift.
        #expect(next(queue, record(.submitted) { $0.isCancelRequested = true }) == .check)
    }

    /// All tables are due at the same moments, whenever their files came.
    @Test(arguments: [
        ("2026-11-27T10:00:00Z", "2026-11-27T10:15:00Z"), ("2026-11-27T10:12:59Z", "2026-11-27T10:15:00Z"),
        ("2026-11-27T10:13:00Z", "2026-11-27T10:15:00Z"), ("2026-11-27T10:13:01Z", "2026-11-27T10:30:00Z"),
    ]) func aWindowIsTheSameForAllTables(arrival: String, due: String) throws {
        let arrival = try #require(UTCTime(iso8601: arrival))
        #expect(LoadSchedule().due(after: arrival) == UTCTime(iso8601: due))
    }
}

@Suite struct LoadVerdictTests {
    private func verdict(
        _ status: RedshiftDataStatement.Status,
        failed step: LoadStatementKind? = nil,
        _ message: String = "ERROR: Divide by zero",
        isCancelled: Bool = false
    ) -> LoadVerdict {
        let parts = LoadStatementKind.allCases.enumerated().map { index, each in
            RedshiftDataStatement.Part(id: "s:\(index + 1)", hasResult: false, error: each == step ? message : nil)
        }
        let batch = RedshiftDataStatement(id: "s", status: status, error: message, queryID: 5, parts: parts)
        return LoadVerdict(batch, LoadStatementKind.allCases, isCancelled: isCancelled)
    }

    /// The index of the failed statement names the outcome; its text is the same for every guard.
    @Test(arguments: [
        (LoadStatementKind.count, LoadOutcome.miscounted), (.rows, .miscounted), (.surrogates, .held),
        (.newer, .duplicate),
        (.insert, .failed), (.cast, .failed), (.ledger, .failed),
    ]) func theFailedStatementNamesTheOutcome(step: LoadStatementKind, expected: LoadOutcome) {
        guard case .over(let outcome, let found, _) = verdict(.failed, failed: step) else {
            Issue.record("\(step)")
            return
        }
        #expect(outcome == expected)
        #expect(found == step)
    }

    @Test func aRefusalThatNeedsEvidenceAsksForIt() {
        #expect(verdict(.failed, failed: .duplicates) == .compare)
        #expect(verdict(.failed, failed: .copy, "x") == .diagnose(query: 5, "x"))
        for step in [LoadStatementKind.keys, .checks, .ambiguous] {
            guard case .examine(step, _) = verdict(.failed, failed: step) else {
                Issue.record("\(step)")
                continue
            }
        }
    }

    @Test(arguments: [
        "ERROR: 1023\n  Detail: Serializable isolation violation on table - 108321",
        "ERROR: 1018 DETAIL: Relation does not exist.",
        "S3ServiceException:Please reduce your request rate.,Status 503,Error SlowDown", "ERROR: deadlock detected",
    ]) func conflictsAreTriedAgainWhereverTheyHappen(message: String) {
        for step in [LoadStatementKind.copy, .insert, .fence, .ledger] {
            #expect(verdict(.failed, failed: step, message) == .again(message))
        }
    }

    @Test func tablesOfTheLoadersOwnThatAreGoneArePreparedAgain() {
        for step in [LoadStatementKind.snapshot, .prepared] {
            #expect(verdict(.failed, failed: step, "gone") == .unprepared(step, "gone"))
        }
    }

    @Test func theFenceSaysThatSomebodyElseWasQuicker() {
        guard case .again = verdict(.failed, failed: .fence) else {
            Issue.record("the fence")
            return
        }
    }

    @Test func anAbortIsACancellationOnlyWhenItWasAskedFor() {
        #expect(verdict(.aborted, isCancelled: true) == .over(.cancelled, nil, "cancelled as asked"))
        guard case .again = verdict(.aborted) else {
            Issue.record("the abort")
            return
        }
    }

    @Test func aFailureWithoutAStatementIsNoGuards() {
        #expect(verdict(.failed, failed: nil, "no connection") == .over(.failed, nil, "no connection"))
        #expect(verdict(.running) == .running)
        #expect(verdict(.finished) == .loaded)
    }
}

@Suite struct BatchNameTests {
    @Test(arguments: ["analytics.dim_customer", "a.b/c d", "s.t/"]) func aNameIsReadBack(lane: String) {
        let name = BatchName(prefix: "redshift-loader", plan: "retail", lane: lane, kind: .load, id: "0a1b", attempt: 3)
        #expect(BatchName("\(name)", prefix: "redshift-loader") == name)
        #expect(BatchName("\(name)", prefix: "other") == nil)
    }

    @Test(arguments: [
        "", "redshift-loader", "redshift-loader/p/lod/x/1/l", "redshift-loader/p/load/x/y/l", "redshift-unloader/r/e/1",
    ])
    func othersAreNotOurs(text: String) {
        #expect(BatchName(text, prefix: "redshift-loader") == nil)
    }
}
