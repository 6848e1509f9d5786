import LambdaRuntime
import TestSupport
import Testing
import UTCTime

@testable import GlueWorkflowStarter

/// One trigger gives one run, whatever is lost on the way.
@Suite(.serialized) struct OneRunTests {
    /// How the process dies at a request.
    enum Death: String, CaseIterable, Sendable {
        case beforeItIsSent, afterItIsCarriedOut
    }

    /// Every request from `step` on fails; the first of them may have been carried out.
    private static func die(_ death: Death, at step: Int) -> @Sendable (String, Int) -> StarterBed.Fault? {
        { _, number in
            if number < step { return nil }
            return number == step && death == .afterItIsCarriedOut ? .answerLost : .lost
        }
    }

    /// Kills an invocation at its first request, at its second, … until one gets through.
    ///
    /// - Returns: how many steps there were.
    private func killAtEachStep(
        _ body: (_ fault: @escaping @Sendable (String, Int) -> StarterBed.Fault?, _ step: Int) async throws -> Bool
    ) async throws -> Int {
        var step = 0
        for death in Death.allCases {
            step = 0
            while try await body(Self.die(death, at: step), step) {
                step += 1
                try #require(step < 100, "it never gets through")
            }
        }
        return step
    }

    @Test(arguments: ["wait", "join", "coalesce", "fail"])
    func aStartKilledAtAnyStepGivesOneRunWhenItIsTriedAgain(policy: String) async throws {
        let steps = try await killAtEachStep { fault, step in
            let bed = try StarterBed()
            defer { bed.stop() }
            bed.fault(fault)
            _ = try? await bed.invoke(StarterBed.start("e1", token: "t1", concurrency: policy))
            let wasKilled = bed.operations.count > step
            bed.noFaults()
            // Step Functions tries the task again, with another token: at once, and the same event comes again later.
            try await bed.invoke(StarterBed.start("e1", token: "t2", concurrency: policy))
            #expect(bed.glue.runs.count <= 1)
            for _ in 0..<3 {
                bed.advance(.seconds(400))
                try await bed.sweep()
            }
            try await bed.invoke(StarterBed.start("e1", token: "t3", concurrency: policy))
            try #require(bed.glue.runs.count == 1, "killed at step \(step)")
            bed.end("wr_1")
            try await bed.sweep()
            #expect(bed.tasks.outcomes["t2"]?.run?["runId"] == "wr_1")
            #expect(bed.tasks.outcomes["t3"]?.run?["status"] == "SUCCEEDED")
            try await expectNothingIsLeft(in: bed)
            return wasKilled
        }
        #expect(steps >= 4)
    }

    @Test(arguments: ["wait", "join", "coalesce"])
    func whatAKilledStartHasWrittenDownTheSweepBringsToItsEnd(policy: String) async throws {
        _ = try await killAtEachStep { fault, step in
            let bed = try StarterBed()
            defer { bed.stop() }
            bed.fault(fault)
            _ = try? await bed.invoke(StarterBed.start("e1", token: "t1", concurrency: policy))
            let wasKilled = bed.operations.count > step
            bed.noFaults()
            let isWrittenDown = bed.table.all.contains { $0["sk"]?["S"] == "run" }
            for _ in 0..<3 {
                bed.advance(.seconds(400))
                try await bed.sweep()
            }
            #expect(bed.glue.runs.count <= 1)
            if isWrittenDown { #expect(bed.glue.runs.count == 1, "killed at step \(step)") }
            return wasKilled
        }
    }

    @Test(arguments: [0, 1])
    func anEndKilledAtAnyStepIsToldAllTheSame(failed: Int) async throws {
        let steps = try await killAtEachStep { fault, step in
            let bed = try StarterBed()
            defer { bed.stop() }
            try await bed.invoke(StarterBed.start("e1", token: "t1", concurrency: "coalesce"))
            try await bed.invoke(StarterBed.start("e1", token: "t2", concurrency: "coalesce"))
            bed.end("wr_1", failed: failed)
            bed.fault(fault)
            _ = try? await bed.sweep()
            let wasKilled = bed.operations.count > step
            bed.noFaults()
            try await bed.sweep()
            for token in ["t1", "t2"] {
                let run = try #require(bed.tasks.outcomes[token]?.run, "killed at step \(step)")
                #expect(run["status"] == (failed == 0 ? "SUCCEEDED" : "FAILED"))
            }
            #expect(bed.glue.runs.count == 1)
            try await expectNothingIsLeft(in: bed)
            return wasKilled
        }
        #expect(steps >= 6)
    }

    @Test func aResumeKilledAtAnyStepGivesOneRun() async throws {
        _ = try await killAtEachStep { fault, step in
            let bed = try StarterBed()
            defer { bed.stop() }
            try await bed.invoke(StarterBed.start("e1"))
            bed.end("wr_1", failed: 1)
            try await bed.sweep()
            let resume: JSON = [
                "mode": "resume", "workflow": .string(FakeGlue.workflow), "runId": "wr_1", "taskToken": "t1",
            ]
            bed.fault(fault)
            _ = try? await bed.invoke(resume)
            let wasKilled = bed.operations.count > step
            bed.noFaults()
            try await bed.invoke(resume)
            bed.advance(.seconds(1000))
            try await bed.sweep()
            #expect(bed.glue.runs.map(\.id) == ["wr_1", "wr_2"], "killed at step \(step)")
            return wasKilled
        }
    }

    // MARK: - A start whose answer is lost

    static let lostAnswers: [StarterBed.Fault] = [
        .answerLost, .errorAfterwards(500, "InternalServiceException"),
        .errorAfterwards(400, "OperationTimeoutException"), .errorAfterwards(503, "ServiceUnavailable"),
    ]

    @Test(arguments: lostAnswers)
    func theRunIsFoundByItsKeyAtOnce(fault: StarterBed.Fault) async throws {
        // With the client's retries on: none of them may start a second run.
        let bed = try StarterBed(["AWS_MAX_ATTEMPTS": "3"])
        defer { bed.stop() }
        for event in 0..<10 {
            try await bed.invoke(StarterBed.start("earlier-\(event)"))
        }
        bed.fault { operation, _ in operation == "StartWorkflowRun" ? fault : nil }
        let reply = try await bed.invoke(StarterBed.start("e1"))
        #expect(reply.output["runId"] == "wr_11")
        #expect(reply.output["status"] == "RUNNING")
        #expect(bed.operations.count { $0 == "StartWorkflowRun" } == 1)
        #expect(reply.log.contains { $0.contains(#""outcome":"Adopted""#) })
    }

    @Test(arguments: lostAnswers)
    func aRunThatGlueDoesNotListYetIsFoundLater(fault: StarterBed.Fault) async throws {
        let bed = try StarterBed()
        defer { bed.stop() }
        bed.withWorld { $0.glue.listsRuns = false }
        bed.fault { operation, _ in operation == "StartWorkflowRun" ? fault : nil }
        #expect(try await bed.invoke(StarterBed.start("e1", token: "t1")).output["status"] == "QUEUED")
        bed.noFaults()
        try await bed.sweep()
        #expect(bed.operations.contains("StartWorkflowRun") == false, "too early to start another")
        bed.withWorld { $0.glue.listsRuns = true }
        bed.advance(.seconds(61))
        try await bed.sweep()
        #expect(bed.glue.runs.count == 1)
        bed.end("wr_1")
        try await bed.sweep()
        #expect(bed.tasks.outcomes["t1"]?.run?["runId"] == "wr_1")
    }

    @Test func aStartThatNeverArrivedIsMadeAgainWhenThatIsCertain() async throws {
        let bed = try StarterBed()
        defer { bed.stop() }
        bed.fault { operation, _ in operation == "StartWorkflowRun" ? .lost : nil }
        #expect(try await bed.invoke(StarterBed.start("e1")).output["status"] == "QUEUED")
        bed.noFaults()
        bed.advance(.seconds(59))
        try await bed.sweep()
        #expect(bed.glue.runs.isEmpty)
        bed.advance(.seconds(2))
        try await bed.sweep()
        #expect(bed.glue.runs.count == 1)
    }

    @Test func aRunOfAnotherTableUnderTheSameKeyIsNotTaken() async throws {
        let bed = try StarterBed()
        defer { bed.stop() }
        try await bed.invoke([
            "mode": "start", "workflow": .string(FakeGlue.workflow), "dedupeKey": "other", "properties": ["k": "v"],
        ])
        var search = RunSearch(record(key: "other"), table: "another-table")
        let foreign = bed.glue.runs.map { run in
            GlueWorkflowRunFixture.run(id: run.id, properties: run.properties)
        }
        #expect(search.find(in: foreign) == nil)
        search = RunSearch(record(key: "other"), table: "example-starter")
        #expect(search.find(in: foreign) == "wr_1")
    }

    private func record(key: String) -> RunRecord {
        let trigger = StartRequest(key: RunKey(workflow: FakeGlue.workflow, name: key))
        return RunRecord(trigger, .queued, at: UTCTime(millisecondsSinceEpoch: 0))
    }

    @Test func aThrottledStartIsCertainlyNoneAndIsTriedAgain() async throws {
        let bed = try StarterBed()
        defer { bed.stop() }
        bed.fault { operation, _ in operation == "StartWorkflowRun" ? .error(400, "ThrottlingException") : nil }
        #expect(try await bed.invoke(StarterBed.start("e1", token: "t1")).output["status"] == "QUEUED")
        bed.noFaults()
        bed.advance(.seconds(16))
        try await bed.sweep()
        #expect(bed.glue.runs.count == 1)
        #expect(!bed.operations.contains("GetWorkflowRuns"), "there is nothing to look for")
    }

    @Test func aWriteThatFindsItsOwnFirstAttemptIsNoConflict() async throws {
        let bed = try StarterBed(["AWS_MAX_ATTEMPTS": "3"])
        defer { bed.stop() }
        let puts = SharedCount()
        bed.fault { operation, _ in operation == "PutItem" && puts.next() % 2 == 1 ? .answerLost : nil }
        let output = try await bed.invoke(StarterBed.start("e1")).output
        #expect(output["runId"] == "wr_1")
        #expect(output["duplicate"] == false)
        #expect(bed.operations.count { $0 == "PutItem" } == 4, "record and run id, each of them twice")
    }

    // MARK: - Duplicates

    @Test(arguments: ["wait", "join", "coalesce", "fail"])
    func manyDeliveriesAtOnceGiveOneRunAndAllAreTold(policy: String) async throws {
        let bed = try StarterBed()
        defer { bed.stop() }
        let errors = await concurrentAttempt(Array(0..<40), limit: 32) { number in
            try await bed.invoke(StarterBed.start("e1", token: "t\(number)", concurrency: policy))
        }
        #expect(errors.isEmpty)
        #expect(bed.glue.runs.count == 1)
        bed.end("wr_1")
        try await bed.sweep()
        #expect(bed.tasks.outcomes.count == 40)
        #expect(bed.tasks.outcomes.values.allSatisfy { $0.run?["runId"] == "wr_1" })
    }

    @Test(arguments: ["wait", "join", "coalesce", "fail"])
    func aReplayAfterTheEndIsToldTheEndAndStartsNothing(policy: String) async throws {
        let bed = try StarterBed()
        defer { bed.stop() }
        try await bed.invoke(StarterBed.start("e1", concurrency: policy))
        bed.end("wr_1", failed: 1)
        try await bed.sweep()
        bed.advance(.seconds(86_400))
        let output = try await bed.invoke(StarterBed.start("e1", token: "late", concurrency: policy)).output
        #expect(output["duplicate"] == true)
        #expect(output["error"] == "Glue.WorkflowFailed")
        #expect(bed.tasks.outcomes["late"]?.error == "Glue.WorkflowFailed")
        #expect(bed.glue.runs.count == 1)
    }

    @Test func whatNoRunCameOfMayBeAskedForAgain() async throws {
        let bed = try StarterBed()
        defer { bed.stop() }
        bed.withWorld { $0.glue.isDeleted = true }
        for policy in ["wait", "join", "coalesce", "fail"] {
            let input = StarterBed.start("e-\(policy)", token: "t-\(policy)", concurrency: policy)
            #expect(await bed.errorOf(input) == "Glue.WorkflowNotFound")
            #expect(bed.tasks.outcomes["t-\(policy)"]?.error == "Glue.WorkflowNotFound")
        }
        bed.withWorld { $0.glue.isDeleted = false }
        for policy in ["wait", "join", "coalesce", "fail"] {
            let again = StarterBed.start("e-\(policy)", token: "again-\(policy)", concurrency: policy)
            #expect(try await bed.invoke(again).output["status"] == "RUNNING")
            let run = try #require(bed.glue.runs.last?.id)
            bed.end(run)
            try await bed.sweep()
            #expect(bed.tasks.outcomes["again-\(policy)"]?.run?["status"] == "SUCCEEDED")
        }
        #expect(bed.glue.runs.count == 4)
    }

    private func expectNothingIsLeft(in bed: StarterBed) async throws {
        try await bed.sweep()
        #expect(bed.openItems.isEmpty)
        #expect(bed.documents("callback/").isEmpty)
        #expect(bed.documents("lock").isEmpty)
        #expect(!bed.table.all.contains { $0["pk"]?["S"]?.string?.hasPrefix("queue/") == true })
    }
}
