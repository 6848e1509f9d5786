import TestSupport
import Testing

@testable import GlueWorkflowStarter

/// Tasks that wait, and the run when none does any more.
@Suite(.serialized) struct WaitingTests {
    private func arn(_ event: String) -> String { "arn:aws:states:eu-west-1:123456789012:execution:example:\(event)" }

    /// A task that is over, and how its execution is.
    private func end(_ token: String, of event: String, _ status: String, in local: LocalStarter) {
        local.withWorld {
            $0.stepFunctions.gone.insert(token)
            $0.stepFunctions.executions[arn(event)] = status
        }
    }

    @Test(arguments: ["ABORTED", "TIMED_OUT", "FAILED"])
    func aRunIsStoppedWhenItsExecutionWasAborted(status: String) async throws {
        let local = try LocalStarter()
        defer { local.stop() }
        try await local.invoke(LocalStarter.start("e1", token: "t1"))
        end("t1", of: "e1", status, in: local)
        let counts = try await local.sweep()
        #expect(counts["stopped"] == 1)
        #expect(local.glue.runs[0].status == "STOPPED")
        try await local.sweep()
        #expect(local.openItems.isEmpty)
    }

    @Test func aTaskThatIsTriedAgainKeepsItsRun() async throws {
        let local = try LocalStarter()
        defer { local.stop() }
        try await local.invoke(LocalStarter.start("e1", token: "t1"))
        end("t1", of: "e1", "RUNNING", in: local)
        try await local.sweep()
        #expect(local.glue.runs[0].status == "RUNNING")
        try await local.invoke(LocalStarter.start("e1", token: "t2"))
        local.end("wr_1")
        try await local.sweep()
        #expect(local.stepFunctions.outcomes["t2"]?.run?["status"] == "SUCCEEDED")
        #expect(local.glue.runs.count == 1)
    }

    @Test func aRunIsNotStoppedWhileATaskWaits() async throws {
        let local = try LocalStarter()
        defer { local.stop() }
        for event in ["e1", "e2"] {
            try await local.invoke(LocalStarter.start(event, token: "t-\(event)", concurrency: "join"))
        }
        end("t-e1", of: "e1", "ABORTED", in: local)
        try await local.sweep()
        #expect(local.glue.runs[0].status == "RUNNING")
        end("t-e2", of: "e2", "ABORTED", in: local)
        try await local.sweep()
        #expect(local.glue.runs[0].status == "STOPPED")
    }

    @Test func aRunOfAnEventWithoutACallbackIsNotStopped() async throws {
        let local = try LocalStarter()
        defer { local.stop() }
        try await local.invoke(LocalStarter.start("e1", token: "t1", concurrency: "join"))
        try await local.invoke(LocalStarter.start("e2", concurrency: "join"))
        end("t1", of: "e1", "ABORTED", in: local)
        try await local.sweep()
        #expect(local.glue.runs[0].status == "RUNNING")
    }

    @Test func stoppingCanBeTurnedOff() async throws {
        for (settings, input) in [(["STOP_ON_ABORT": "false"], [:]), ([:], ["stopOnAbort": JSON.bool(false)])] {
            let local = try LocalStarter(settings)
            defer { local.stop() }
            try await local.invoke(LocalStarter.start("e1", token: "t1", input))
            end("t1", of: "e1", "ABORTED", in: local)
            try await local.sweep()
            #expect(local.glue.runs[0].status == "RUNNING")
        }
    }

    @Test func anAbortedExecutionsWaitingStartIsCancelled() async throws {
        let local = try LocalStarter()
        defer { local.stop() }
        local.withWorld { $0.glue.maxConcurrentRuns = 0 }
        try await local.invoke(LocalStarter.start("e1", token: "t1"))
        end("t1", of: "e1", "ABORTED", in: local)
        try await local.sweep()
        local.withWorld { $0.glue.maxConcurrentRuns = nil }
        local.advance(.seconds(600))
        try await local.sweep()
        #expect(local.glue.runs.isEmpty)
    }

    @Test func somebodyElsesRunIsNotStopped() async throws {
        let local = try LocalStarter()
        defer { local.stop() }
        let now = local.clock.now
        local.withWorld { world in
            world.glue.maxConcurrentRuns = 1
            world.glue.add("wr_other", at: now)
        }
        try await local.invoke(LocalStarter.start("e1", token: "t1", concurrency: "join"))
        end("t1", of: "e1", "ABORTED", in: local)
        try await local.sweep()
        #expect(local.glue.runs[0].status == "RUNNING")
    }

    @Test func aStopThatComesBeforeTheRunIsKnownIsCarriedOut() async throws {
        for isStarted in [true, false] {
            let local = try LocalStarter()
            defer { local.stop() }
            local.withWorld { $0.glue.listsRuns = false }
            local.fault { operation, _ in
                operation != "StartWorkflowRun" ? nil : isStarted ? .answerLost : .lost
            }
            try await local.invoke(LocalStarter.start("e1", token: "t1"))
            local.noFaults()
            try await local.invoke(["mode": "stop", "workflow": .string(FakeGlue.workflow), "eventId": "e1"])
            local.withWorld { $0.glue.listsRuns = true }
            local.advance(.seconds(61))
            try await local.sweep()
            try await local.sweep()
            #expect(local.glue.runs.map(\.status) == (isStarted ? ["STOPPED"] : []))
            #expect(local.stepFunctions.outcomes["t1"]?.error == "Glue.WorkflowStopped")
        }
    }

    @Test(arguments: ["wait", "join", "coalesce"])
    func aRequestDuringTheNotificationIsNotifiedToo(policy: String) async throws {
        let local = try LocalStarter()
        defer { local.stop() }
        try await local.invoke(LocalStarter.start("e1", token: "first", concurrency: policy))
        let gate = Gate { operation, input in
            operation == "PutItem" && input["Item"]?["document"]?["S"]?.string?.contains("\"token\":\"late\"") == true
        }
        local.hold(gate)
        async let duplicate = local.invoke(LocalStarter.start("e1", token: "late", concurrency: policy))
        await gate.reached()
        local.end("wr_1")
        try await local.sweep()
        #expect(local.stepFunctions.outcomes.keys.sorted() == ["first"])
        gate.open()
        #expect(try await duplicate.output["status"] == "SUCCEEDED")
        #expect(local.stepFunctions.outcomes["late"]?.run?["status"] == "SUCCEEDED")
    }

    @Test func aJoiningRequestDuringTheNotificationIsNotifiedToo() async throws {
        let local = try LocalStarter()
        defer { local.stop() }
        try await local.invoke(LocalStarter.start("e1", concurrency: "join"))
        let gate = Gate { operation, input in
            operation == "PutItem" && input["Item"]?["sk"]?["S"] == "event/e2"
        }
        local.hold(gate)
        async let joining = local.invoke(LocalStarter.start("e2", token: "t2", concurrency: "join"))
        await gate.reached()
        local.end("wr_1")
        try await local.sweep()
        gate.open()
        #expect(try await joining.output["runId"] == "wr_1")
        #expect(local.stepFunctions.outcomes["t2"]?.run?["status"] == "SUCCEEDED")
    }

    @Test func aTaskThatIsOverWhenItsRunEndsIsNoError() async throws {
        let local = try LocalStarter()
        defer { local.stop() }
        for token in ["t1", "t2"] { try await local.invoke(LocalStarter.start("e1", token: token)) }
        local.withWorld { $0.stepFunctions.gone = ["t1", "t2"] }
        local.end("wr_1")
        let counts = try await local.sweep()
        #expect(counts["gone"] == 2)
        #expect(counts["failures"] == 0)
        #expect(local.openItems.isEmpty)
    }

    @Test func queuedTasksAreKeptAlive() async throws {
        let local = try LocalStarter()
        defer { local.stop() }
        try await local.invoke(LocalStarter.start("e1", token: "t1", concurrency: "coalesce"))
        try await local.invoke(LocalStarter.start("e2", token: "t2", concurrency: "coalesce"))
        try await local.sweep()
        #expect(local.stepFunctions.heartbeats == ["t1": 1, "t2": 1])
        local.withWorld { _ = $0.stepFunctions.gone.insert("t2") }
        try await local.sweep()
        local.end("wr_1")
        try await local.sweep()
        #expect(local.glue.runs.last?.properties["starter.eventIds"] == "e2", "the event outlives its task")
    }

    @Test func aRunThatGlueDoesNotShowYetIsNotGone() async throws {
        let local = try LocalStarter()
        defer { local.stop() }
        try await local.invoke(LocalStarter.start("e1", token: "t1"))
        local.fault { operation, _ in operation == "GetWorkflowRun" ? .error(400, "EntityNotFoundException") : nil }
        #expect(try await local.sweep()["failures"] == 0)
        #expect(local.stepFunctions.outcomes.isEmpty)
        local.advance(.seconds(601))
        try await local.sweep()
        #expect(local.stepFunctions.outcomes["t1"]?.error == "Glue.RunNotFound")
    }

    @Test func oneWorkflowsTroubleDoesNotKeepTheOthersWaiting() async throws {
        let local = try LocalStarter()
        defer { local.stop() }
        for number in 1...3 { try await local.invoke(LocalStarter.start("e\(number)", token: "t\(number)")) }
        for number in 1...3 { local.end("wr_\(number)") }
        let asked = SharedCount()
        local.fault { operation, _ in
            operation == "GetWorkflowRun" && asked.next() == 1 ? .error(500, "InternalServiceException") : nil
        }
        let counts = try await local.sweep()
        #expect(counts["failures"] == 1)
        #expect(counts["finished"] == 2)
        #expect(counts["heartbeats"] == 1, "it is kept alive")
        local.noFaults()
        try await local.sweep()
        #expect(local.stepFunctions.outcomes.count == 3)
    }

    /// A lasting error of an execution is said once, not every minute.
    @Test(arguments: ["InvalidArn", "AccessDeniedException"])
    func anExecutionThatCannotBeAskedForIsAskedForOnce(code: String) async throws {
        let local = try LocalStarter()
        defer { local.stop() }
        try await local.invoke(LocalStarter.start("e1", token: "t1"))
        local.withWorld { _ = $0.stepFunctions.gone.insert("t1") }
        local.fault { operation, _ in operation == "DescribeExecution" ? .error(400, code) : nil }
        for _ in 0..<3 { try await local.sweep() }
        #expect(local.operations.count { $0 == "DescribeExecution" } == 1)
        #expect(local.glue.runs[0].status == "RUNNING")
    }

    // MARK: - Messages

    @Test func aMessageFitsItsLimitAndKeepsTheBadNodes() throws {
        let long = String(repeating: "\u{1F4A5}", count: 500)
        let nodes = (0..<100).map { number in
            RunNode(
                name: "n\(number)",
                type: .job,
                runId: "jr",
                state: number == 0 ? "FAILED" : "SUCCEEDED",
                error: long,
                log: String(repeating: "l", count: 600)
            )
        }
        var answer = StarterAnswer(workflow: "w", status: .failed, nodes: nodes, error: .workflowFailed, message: "m")
        guard case .failure(let error, let text) = TaskCallbackResult(answer) else {
            Issue.record("not a failure")
            return
        }
        #expect(error == "Glue.WorkflowFailed")
        #expect(text.utf8.count <= 32_768)
        let run = try #require(try JSON.parse(text)["run"])
        let kept = try #require(run["nodes"]?.array)
        #expect(kept.first?["name"] == "n0")
        #expect(run["nodesLeftOut"] == JSON(integerLiteral: 100 - kept.count))
        answer.status = .succeeded
        guard case .success(let output) = TaskCallbackResult(answer) else {
            Issue.record("not a success")
            return
        }
        #expect(output.utf8.count <= 262_144)
    }
}
