import LambdaRuntime
import TestSupport
import Testing
import UTCTime

@testable import GlueWorkflowStarter

/// One request gives one run, also when a call or an answer is lost.
@Suite(.serialized) struct OneRunTests {
    /// Kills an invocation at its first request, at its second, … until one gets through.
    ///
    /// - Parameter body: returns `true` when the process was killed.
    /// - Returns: the number of requests.
    private func killAtEachStep(
        _ body: (_ step: Int, _ moment: KillPoint.Moment) async throws -> Bool
    ) async throws -> Int {
        var step = 0
        for moment in KillPoint.Moment.allCases {
            step = 0
            while try await body(step, moment) {
                step += 1
                try #require(step < 100, "it never gets through")
            }
        }
        return step
    }

    @Test(arguments: ["wait", "join", "coalesce", "fail"])
    func aStartKilledAtAnyStepGivesOneRunWhenItIsTriedAgain(policy: String) async throws {
        let steps = try await killAtEachStep { step, moment in
            let local = try LocalStarter()
            defer { local.stop() }
            local.kill.arm(at: step, moment)
            _ = try? await local.invoke(LocalStarter.start("e1", token: "t1", concurrency: policy))
            let wasKilled = local.kill.wasReached
            local.kill.revive()
            // Step Functions tries the task again, with another token: at once, and the same event comes again later.
            try await local.invoke(LocalStarter.start("e1", token: "t2", concurrency: policy))
            #expect(local.glue.runs.count <= 1)
            for _ in 0..<3 {
                local.advance(.seconds(400))
                try await local.sweep()
            }
            try await local.invoke(LocalStarter.start("e1", token: "t3", concurrency: policy))
            try #require(local.glue.runs.count == 1, "killed at step \(step)")
            local.end("wr_1")
            try await local.sweep()
            #expect(local.stepFunctions.outcomes["t2"]?.run?["runId"] == "wr_1")
            #expect(local.stepFunctions.outcomes["t3"]?.run?["status"] == "SUCCEEDED")
            try await expectNothingIsLeft(in: local)
            return wasKilled
        }
        #expect(steps >= 4)
    }

    @Test(arguments: ["wait", "join", "coalesce"])
    func theSweepCompletesTheStartThatAKilledInvocationRecorded(policy: String) async throws {
        _ = try await killAtEachStep { step, moment in
            let local = try LocalStarter()
            defer { local.stop() }
            local.kill.arm(at: step, moment)
            _ = try? await local.invoke(LocalStarter.start("e1", token: "t1", concurrency: policy))
            let wasKilled = local.kill.wasReached
            local.kill.revive()
            let isRecorded = local.table.all.contains { $0["sk"]?["S"] == "run" }
            for _ in 0..<3 {
                local.advance(.seconds(400))
                try await local.sweep()
            }
            #expect(local.glue.runs.count <= 1)
            if isRecorded { #expect(local.glue.runs.count == 1, "killed at step \(step)") }
            return wasKilled
        }
    }

    @Test(arguments: [0, 1])
    func anEndKilledAtAnyStepIsNotifiedByTheNextSweep(failed: Int) async throws {
        let steps = try await killAtEachStep { step, moment in
            let local = try LocalStarter()
            defer { local.stop() }
            try await local.invoke(LocalStarter.start("e1", token: "t1", concurrency: "coalesce"))
            try await local.invoke(LocalStarter.start("e1", token: "t2", concurrency: "coalesce"))
            local.end("wr_1", failed: failed)
            local.kill.arm(at: step, moment)
            _ = try? await local.sweep()
            let wasKilled = local.kill.wasReached
            local.kill.revive()
            try await local.sweep()
            for token in ["t1", "t2"] {
                let run = try #require(local.stepFunctions.outcomes[token]?.run, "killed at step \(step)")
                #expect(run["status"] == (failed == 0 ? "SUCCEEDED" : "FAILED"))
            }
            #expect(local.glue.runs.count == 1)
            try await expectNothingIsLeft(in: local)
            return wasKilled
        }
        #expect(steps >= 6)
    }

    @Test func aResumeKilledAtAnyStepGivesOneRun() async throws {
        _ = try await killAtEachStep { step, moment in
            let local = try LocalStarter()
            defer { local.stop() }
            try await local.invoke(LocalStarter.start("e1"))
            local.end("wr_1", failed: 1)
            try await local.sweep()
            let resume: JSON = [
                "mode": "resume", "workflow": .string(FakeGlue.workflow), "runId": "wr_1", "taskToken": "t1",
            ]
            local.kill.arm(at: step, moment)
            _ = try? await local.invoke(resume)
            let wasKilled = local.kill.wasReached
            local.kill.revive()
            try await local.invoke(resume)
            local.advance(.seconds(1000))
            try await local.sweep()
            #expect(local.glue.runs.map(\.id) == ["wr_1", "wr_2"], "killed at step \(step)")
            return wasKilled
        }
    }

    // MARK: - A start whose answer is lost

    static let lostAnswers: [LocalStarter.Fault] = [
        .answerLost, .errorAfterwards(500, "InternalServiceException"),
        .errorAfterwards(400, "OperationTimeoutException"), .errorAfterwards(503, "ServiceUnavailable"),
    ]

    @Test(arguments: lostAnswers)
    func theRunIsFoundByItsKeyAtOnce(fault: LocalStarter.Fault) async throws {
        // With the client's retries on: none of them may start a second run.
        let local = try LocalStarter(["AWS_MAX_ATTEMPTS": "3"])
        defer { local.stop() }
        for event in 0..<10 {
            try await local.invoke(LocalStarter.start("earlier-\(event)"))
        }
        local.fault { operation, _ in operation == "StartWorkflowRun" ? fault : nil }
        let reply = try await local.invoke(LocalStarter.start("e1"))
        #expect(reply.output["runId"] == "wr_11")
        #expect(reply.output["status"] == "RUNNING")
        #expect(local.operations.count { $0 == "StartWorkflowRun" } == 1)
        #expect(reply.log.contains { $0.contains(#""outcome":"Adopted""#) })
    }

    @Test(arguments: lostAnswers)
    func aRunThatGlueDoesNotListYetIsFoundLater(fault: LocalStarter.Fault) async throws {
        let local = try LocalStarter()
        defer { local.stop() }
        local.withWorld { $0.glue.listsRuns = false }
        local.fault { operation, _ in operation == "StartWorkflowRun" ? fault : nil }
        #expect(try await local.invoke(LocalStarter.start("e1", token: "t1")).output["status"] == "QUEUED")
        local.noFaults()
        try await local.sweep()
        #expect(local.operations.contains("StartWorkflowRun") == false, "too early to start another")
        local.withWorld { $0.glue.listsRuns = true }
        local.advance(.seconds(61))
        try await local.sweep()
        #expect(local.glue.runs.count == 1)
        local.end("wr_1")
        try await local.sweep()
        #expect(local.stepFunctions.outcomes["t1"]?.run?["runId"] == "wr_1")
    }

    @Test func aStartThatNeverArrivedIsMadeAgainWhenThatIsCertain() async throws {
        let local = try LocalStarter()
        defer { local.stop() }
        local.fault { operation, _ in operation == "StartWorkflowRun" ? .lost : nil }
        #expect(try await local.invoke(LocalStarter.start("e1")).output["status"] == "QUEUED")
        local.noFaults()
        local.advance(.seconds(59))
        try await local.sweep()
        #expect(local.glue.runs.isEmpty)
        local.advance(.seconds(2))
        try await local.sweep()
        #expect(local.glue.runs.count == 1)
    }

    @Test func aRunOfAnotherTableUnderTheSameKeyIsNotTaken() async throws {
        let local = try LocalStarter()
        defer { local.stop() }
        try await local.invoke([
            "mode": "start", "workflow": .string(FakeGlue.workflow), "dedupeKey": "other", "properties": ["k": "v"],
        ])
        var search = LostRunSearch(record(key: "other"), table: "another-table")
        let foreign = local.glue.runs.map { run in
            GlueWorkflowRunFixture.run(id: run.id, properties: run.properties)
        }
        #expect(search.find(in: foreign) == nil)
        search = LostRunSearch(record(key: "other"), table: "example-starter")
        #expect(search.find(in: foreign) == "wr_1")
    }

    private func record(key: String) -> RunRecord {
        let request = StartRequest(key: RunDedupeKey(workflow: FakeGlue.workflow, name: key))
        return RunRecord(request, .queued, at: UTCTime(millisecondsSinceEpoch: 0))
    }

    @Test func aThrottledStartIsCertainlyNoneAndIsTriedAgain() async throws {
        let local = try LocalStarter()
        defer { local.stop() }
        local.fault { operation, _ in operation == "StartWorkflowRun" ? .error(400, "ThrottlingException") : nil }
        #expect(try await local.invoke(LocalStarter.start("e1", token: "t1")).output["status"] == "QUEUED")
        local.noFaults()
        local.advance(.seconds(16))
        try await local.sweep()
        #expect(local.glue.runs.count == 1)
        #expect(!local.operations.contains("GetWorkflowRuns"), "there is nothing to look for")
    }

    @Test func aWriteThatFindsItsOwnFirstAttemptIsNoConflict() async throws {
        let local = try LocalStarter(["AWS_MAX_ATTEMPTS": "3"])
        defer { local.stop() }
        let puts = SharedCount()
        local.fault { operation, _ in operation == "PutItem" && puts.next() % 2 == 1 ? .answerLost : nil }
        let output = try await local.invoke(LocalStarter.start("e1")).output
        #expect(output["runId"] == "wr_1")
        #expect(output["duplicate"] == false)
        #expect(local.operations.count { $0 == "PutItem" } == 4, "record and run id, each of them twice")
    }

    // MARK: - Duplicates

    @Test(arguments: ["wait", "join", "coalesce", "fail"])
    func manyDeliveriesAtOnceGiveOneRunAndAllAreNotified(policy: String) async throws {
        let local = try LocalStarter()
        defer { local.stop() }
        let errors = await concurrentAttempt(Array(0..<40), limit: 32) { number in
            try await local.invoke(LocalStarter.start("e1", token: "t\(number)", concurrency: policy))
        }
        #expect(errors.isEmpty)
        #expect(local.glue.runs.count == 1)
        local.end("wr_1")
        try await local.sweep()
        #expect(local.stepFunctions.outcomes.count == 40)
        #expect(local.stepFunctions.outcomes.values.allSatisfy { $0.run?["runId"] == "wr_1" })
    }

    @Test(arguments: ["wait", "join", "coalesce", "fail"])
    func aReplayAfterTheEndGetsTheEndAndStartsNothing(policy: String) async throws {
        let local = try LocalStarter()
        defer { local.stop() }
        try await local.invoke(LocalStarter.start("e1", concurrency: policy))
        local.end("wr_1", failed: 1)
        try await local.sweep()
        local.advance(.seconds(86_400))
        let output = try await local.invoke(LocalStarter.start("e1", token: "late", concurrency: policy)).output
        #expect(output["duplicate"] == true)
        #expect(output["error"] == "Glue.WorkflowFailed")
        #expect(local.stepFunctions.outcomes["late"]?.error == "Glue.WorkflowFailed")
        #expect(local.glue.runs.count == 1)
    }

    @Test func aRequestWithoutARunMayBeSentAgain() async throws {
        let local = try LocalStarter()
        defer { local.stop() }
        local.withWorld { $0.glue.isDeleted = true }
        for policy in ["wait", "join", "coalesce", "fail"] {
            let input = LocalStarter.start("e-\(policy)", token: "t-\(policy)", concurrency: policy)
            #expect(await local.errorOf(input) == "Glue.WorkflowNotFound")
            #expect(local.stepFunctions.outcomes["t-\(policy)"]?.error == "Glue.WorkflowNotFound")
        }
        local.withWorld { $0.glue.isDeleted = false }
        for policy in ["wait", "join", "coalesce", "fail"] {
            let again = LocalStarter.start("e-\(policy)", token: "again-\(policy)", concurrency: policy)
            #expect(try await local.invoke(again).output["status"] == "RUNNING")
            let run = try #require(local.glue.runs.last?.id)
            local.end(run)
            try await local.sweep()
            #expect(local.stepFunctions.outcomes["again-\(policy)"]?.run?["status"] == "SUCCEEDED")
        }
        #expect(local.glue.runs.count == 4)
    }

    private func expectNothingIsLeft(in local: LocalStarter) async throws {
        try await local.sweep()
        #expect(local.openItems.isEmpty)
        #expect(local.documents("callback/").isEmpty)
        #expect(local.documents("lock").isEmpty)
        #expect(!local.table.all.contains { $0["pk"]?["S"]?.string?.hasPrefix("queue/") == true })
    }
}
