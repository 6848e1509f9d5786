import AWSClient
import AWSGlue
import JSON
import Testing
import UTCTime

@testable import GlueWorkflowStarter

/// The record of a request and its run: its legal moves, and its next step in each state.
@Suite struct RecordTests {
    private static let now = UTCTime(millisecondsSinceEpoch: 1_795_000_000_000)
    private static let later = now.advanced(by: .seconds(60))
    private static let refusal = StarterError(.concurrentRunsExceeded, "full")
    private static let answer = StarterAnswer(workflow: "w", status: .succeeded, runId: "wr_1")
    static let states: [RunRecord.State] = [
        .queued, .coalesced(into: "b"), .starting(leaseEnds: later), .waiting(notBefore: later, because: refusal),
        .running(runID: "wr_1"), .finished(answer), .released(refusal),
    ]

    private static func record(_ state: RunRecord.State, waitLimit: Int = 3600) -> RunRecord {
        RunRecord(StartRequest(key: RunDedupeKey(workflow: "w", name: "k"), waitLimit: waitLimit), state, at: now)
    }

    static let steps: [(RunRecord.State, Duration, RunRecord.Step)] = [
        (.queued, .seconds(0), .rest),
        (.coalesced(into: "b"), .seconds(0), .rest),
        (.starting(leaseEnds: later), .seconds(59), .rest),
        (.starting(leaseEnds: later), .seconds(60), .search),
        (.waiting(notBefore: later, because: refusal), .seconds(59), .rest),
        (.waiting(notBefore: later, because: refusal), .seconds(60), .start),
        (.waiting(notBefore: later, because: refusal), .seconds(3600), .giveUp(refusal)),
        (.running(runID: "wr_1"), .seconds(0), .check(runID: "wr_1")),
        (.finished(answer), .seconds(0), .complete),
        (.released(refusal), .seconds(0), .complete),
    ]

    @Test(arguments: steps)
    func theNextStepFollowsFromStateAndTime(state: RunRecord.State, after: Duration, step: RunRecord.Step) {
        #expect(Self.record(state).step(at: Self.now.advanced(by: after)) == step)
    }

    @Test func onlyAStartCanBecomeARun() {
        for state in Self.states {
            var record = Self.record(state)
            let isLegal = record.started("wr_1", at: Self.now)
            switch state {
            case .starting, .running(runID: "wr_1"): #expect(isLegal && record.runID == "wr_1")
            default: #expect(!isLegal && record.state == state)
            }
        }
        let hasTwo = Self.isLegal(.running(runID: "wr_1")) { $0.started("wr_2", at: Self.now) }
        #expect(!hasTwo)
    }

    /// Returns `true` when a move is legal from a state. An illegal one must change nothing.
    private static func isLegal(_ state: RunRecord.State, _ move: (inout RunRecord) -> Bool) -> Bool {
        var record = record(state)
        let isLegal = move(&record)
        if !isLegal { #expect(record.state == state) }
        return isLegal
    }

    @Test func theRightToCallGlueIsGivenToOneAtATime() {
        let lease = Self.later.advanced(by: .seconds(60))
        for state in Self.states {
            let early = Self.isLegal(state) { $0.claim(until: lease, at: Self.now) }
            let due = Self.isLegal(state) { $0.claim(until: lease, at: Self.later) }
            #expect(!early)
            var claimed = Self.record(state)
            _ = claimed.claim(until: lease, at: Self.later)
            let twice = claimed.claim(until: lease, at: Self.later)
            #expect(!twice)
            switch state {
            case .starting, .waiting: #expect(due)
            default: #expect(!due)
            }
        }
    }

    @Test func aRunThatMayExistIsNeverFinishedReleasedOrCoalescedByMistake() {
        for state in Self.states {
            let finish = Self.isLegal(state) { $0.finish(Self.answer) }
            let release = Self.isLegal(state) { $0.release(Self.refusal) }
            let coalesce = Self.isLegal(state) { $0.coalesce(into: "c") }
            let requeue = Self.isLegal(state) { $0.requeue(after: "b") }
            let legal = [finish, release, coalesce, requeue]
            switch state {
            case .queued: #expect(legal == [true, false, true, true])
            case .coalesced: #expect(legal == [false, false, false, true])
            case .starting: #expect(legal == [false, true, true, false])
            case .waiting: #expect(legal == [true, true, false, false])
            case .running: #expect(legal == [true, false, false, false])
            case .finished, .released: #expect(legal == [false, false, false, false])
            }
        }
    }

    @Test func backoffDoublesToFiveMinutes() {
        var record = Self.record(.starting(leaseEnds: Self.later))
        var waits: [Int64] = []
        for _ in 0..<7 {
            let isLegal = record.refused(Self.refusal, at: Self.now)
            guard isLegal, case .waiting(let notBefore, _) = record.state else { continue }
            waits.append(notBefore.duration(since: Self.now).components.seconds)
            record.state = .starting(leaseEnds: Self.later)
        }
        #expect(waits == [15, 30, 60, 120, 240, 300, 300])
    }

    @Test(arguments: states)
    func isReadAsItWasWritten(state: RunRecord.State) throws {
        let record = Self.record(state)
        #expect(try JSONDocument(JSONWriter.bytes(of: record)).decode(RunRecord.self) == record)
    }

    @Test func noTokenIsKeptInARecord() throws {
        let request = StartRequest(key: RunDedupeKey(workflow: "w", name: "k"), token: "secret-token")
        let text = try JSONWriter.text(of: RunRecord(request, .queued, at: Self.now))
        #expect(!text.contains("secret-token"))
    }

    // MARK: - Failed starts

    static let failures: [(String, AWSError.Kind, String)] = [
        ("ConcurrentRunsExceededException", .permanent, "refused Glue.ConcurrentRunsExceeded"),
        ("ResourceNumberLimitExceededException", .permanent, "refused Glue.ResourceLimitExceeded"),
        ("ThrottlingException", .throttled, "refused Glue.Throttled"),
        ("couldNotConnect", .notSent, "refused Glue.ServiceUnavailable"),
        ("InternalServiceException", .transient, "ambiguous Glue.ServiceUnavailable"),
        ("InternalServiceException", .permanent, "ambiguous Glue.ServiceUnavailable"),
        ("OperationTimeoutException", .permanent, "ambiguous Glue.ServiceUnavailable"),
        ("timedOut", .transient, "ambiguous Glue.ServiceUnavailable"),
        ("outOfTime", .outOfTime, "ambiguous Glue.ServiceUnavailable"),
        ("UnreadableResponse", .transient, "ambiguous Glue.ServiceUnavailable"),
        ("EntityNotFoundException", .permanent, "impossible Glue.WorkflowNotFound"),
        ("InvalidInputException", .permanent, "impossible Glue.InvalidInput"),
        ("AccessDeniedException", .permanent, "impossible Glue.AccessDenied"),
        ("UnrecognizedClientException", .permanent, "impossible Glue.AccessDenied"),
        ("NewException", .permanent, "impossible Glue.InvalidInput"),
    ]

    @Test(arguments: failures)
    func aFailureSaysWhetherARunMayExist(code: String, kind: AWSError.Kind, expected: String) {
        let error = AWSError(
            service: "Glue",
            operation: "StartWorkflowRun",
            code: code,
            message: "",
            status: kind == .notSent ? nil : 400,
            kind: kind
        )
        let meaning =
            switch StartFailure(error, workflow: "w") {
            case .refused(let error): "refused \(error.errorType)"
            case .impossible(let error): "impossible \(error.errorType)"
            case .ambiguous(let error): "ambiguous \(error.errorType)"
            }
        #expect(meaning == expected)
    }

    // MARK: - Searching for a run

    @Test func theSearchEndsOnlyWhereWhatFollowsCanOnlyBeOlder() {
        func run(_ seconds: Double) -> GlueWorkflowRunFixture.Run { .init(id: "wr", startedOn: seconds) }
        let began = Double(Self.now.millisecondsSinceEpoch) / 1000
        var newestFirst = LostRunSearch(Self.record(.queued), table: "t")
        _ = newestFirst.find(in: [run(began + 10), run(began - 10)].map(\.glue))
        #expect(!newestFirst.isPastTheStart, "clocks differ")
        _ = newestFirst.find(in: [run(began - 5000)].map(\.glue))
        #expect(newestFirst.isPastTheStart)
        var oldestFirst = LostRunSearch(Self.record(.queued), table: "t")
        _ = oldestFirst.find(in: [run(began - 9000), run(began - 8000), run(began - 7000)].map(\.glue))
        #expect(!oldestFirst.isPastTheStart, "ours may still come")
    }
}

extension GlueWorkflowRunFixture {
    struct Run {
        let id: String
        let startedOn: Double

        var glue: AWSGlue.GlueWorkflowRun { run(id: id, startedOn: startedOn) }
    }
}
