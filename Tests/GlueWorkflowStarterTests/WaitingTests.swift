import TestSupport
import FoundationEssentials
import Testing

@testable import GlueWorkflowStarter

/// Who waits, and what becomes of the run when nobody does any more.
@Suite(.serialized) struct WaitingTests {
    private func arn(_ event: String) -> String { "arn:aws:states:eu-west-1:123456789012:execution:example:\(event)" }

    /// A task that is over, and how its execution is.
    private func end(_ token: String, of event: String, _ status: String, in bed: StarterBed) {
        bed.withWorld {
            $0.tasks.gone.insert(token)
            $0.tasks.executions[arn(event)] = status
        }
    }

    @Test(arguments: ["ABORTED", "TIMED_OUT", "FAILED"])
    func aRunIsStoppedWhenItsExecutionWasAborted(status: String) async throws {
        let bed = try StarterBed()
        defer { bed.stop() }
        try await bed.invoke(StarterBed.start("e1", token: "t1"))
        end("t1", of: "e1", status, in: bed)
        let counts = try await bed.sweep()
        #expect(counts["stopped"] == 1)
        #expect(bed.glue.runs[0].status == "STOPPED")
        try await bed.sweep()
        #expect(bed.openItems.isEmpty)
    }

    @Test func aTaskThatIsTriedAgainKeepsItsRun() async throws {
        let bed = try StarterBed()
        defer { bed.stop() }
        try await bed.invoke(StarterBed.start("e1", token: "t1"))
        end("t1", of: "e1", "RUNNING", in: bed)
        try await bed.sweep()
        #expect(bed.glue.runs[0].status == "RUNNING")
        try await bed.invoke(StarterBed.start("e1", token: "t2"))
        bed.end("wr_1")
        try await bed.sweep()
        #expect(bed.tasks.outcomes["t2"]?.run?["status"] == "SUCCEEDED")
        #expect(bed.glue.runs.count == 1)
    }

    @Test func aRunGoesOnAsLongAsSomebodyWaits() async throws {
        let bed = try StarterBed()
        defer { bed.stop() }
        for event in ["e1", "e2"] {
            try await bed.invoke(StarterBed.start(event, token: "t-\(event)", concurrency: "join"))
        }
        end("t-e1", of: "e1", "ABORTED", in: bed)
        try await bed.sweep()
        #expect(bed.glue.runs[0].status == "RUNNING")
        end("t-e2", of: "e2", "ABORTED", in: bed)
        try await bed.sweep()
        #expect(bed.glue.runs[0].status == "STOPPED")
    }

    @Test func aRunThatAlsoCoversAnEventNobodyWaitsForGoesOn() async throws {
        let bed = try StarterBed()
        defer { bed.stop() }
        try await bed.invoke(StarterBed.start("e1", token: "t1", concurrency: "join"))
        try await bed.invoke(StarterBed.start("e2", concurrency: "join"))
        end("t1", of: "e1", "ABORTED", in: bed)
        try await bed.sweep()
        #expect(bed.glue.runs[0].status == "RUNNING")
    }

    @Test func stoppingCanBeTurnedOff() async throws {
        for (settings, input) in [(["STOP_ON_ABORT": "false"], [:]), ([:], ["stopOnAbort": JSON.bool(false)])] {
            let bed = try StarterBed(settings)
            defer { bed.stop() }
            try await bed.invoke(StarterBed.start("e1", token: "t1", input))
            end("t1", of: "e1", "ABORTED", in: bed)
            try await bed.sweep()
            #expect(bed.glue.runs[0].status == "RUNNING")
        }
    }

    @Test func anAbortedExecutionsStartThatStillWaitsIsTakenBack() async throws {
        let bed = try StarterBed()
        defer { bed.stop() }
        bed.withWorld { $0.glue.maxConcurrentRuns = 0 }
        try await bed.invoke(StarterBed.start("e1", token: "t1"))
        end("t1", of: "e1", "ABORTED", in: bed)
        try await bed.sweep()
        bed.withWorld { $0.glue.maxConcurrentRuns = nil }
        bed.advance(.seconds(600))
        try await bed.sweep()
        #expect(bed.glue.runs.isEmpty)
    }

    @Test func somebodyElsesRunIsNotStopped() async throws {
        let bed = try StarterBed()
        defer { bed.stop() }
        bed.withWorld { world in
            world.glue.maxConcurrentRuns = 1
            world.glue.add("wr_other", at: world.seconds)
        }
        try await bed.invoke(StarterBed.start("e1", token: "t1", concurrency: "join"))
        end("t1", of: "e1", "ABORTED", in: bed)
        try await bed.sweep()
        #expect(bed.glue.runs[0].status == "RUNNING")
    }

    @Test func aStopThatComesBeforeTheRunIsKnownIsCarriedOut() async throws {
        for isStarted in [true, false] {
            let bed = try StarterBed()
            defer { bed.stop() }
            bed.withWorld { $0.glue.listsRuns = false }
            bed.fault { operation, _ in
                operation != "StartWorkflowRun" ? nil : isStarted ? .answerLost : .lost
            }
            try await bed.invoke(StarterBed.start("e1", token: "t1"))
            bed.noFaults()
            try await bed.invoke(["mode": "stop", "workflow": .string(FakeGlue.workflow), "eventId": "e1"])
            bed.withWorld { $0.glue.listsRuns = true }
            bed.advance(.seconds(61))
            try await bed.sweep()
            try await bed.sweep()
            #expect(bed.glue.runs.map(\.status) == (isStarted ? ["STOPPED"] : []))
            #expect(bed.tasks.outcomes["t1"]?.error == "Glue.WorkflowStopped")
        }
    }

    @Test(arguments: ["wait", "join", "coalesce"])
    func whoAsksWhileTheEndIsBeingToldIsToldToo(policy: String) async throws {
        let bed = try StarterBed()
        defer { bed.stop() }
        try await bed.invoke(StarterBed.start("e1", token: "first", concurrency: policy))
        let gate = Gate { operation, input in
            operation == "PutItem" && input["Item"]?["document"]?["S"]?.string?.contains("\"token\":\"late\"") == true
        }
        bed.hold(gate)
        async let duplicate = bed.invoke(StarterBed.start("e1", token: "late", concurrency: policy))
        await gate.reached()
        bed.end("wr_1")
        try await bed.sweep()
        #expect(bed.tasks.outcomes.keys.sorted() == ["first"])
        gate.open()
        #expect(try await duplicate.output["status"] == "SUCCEEDED")
        #expect(bed.tasks.outcomes["late"]?.run?["status"] == "SUCCEEDED")
    }

    @Test func whoJoinsWhileTheEndIsBeingToldIsToldToo() async throws {
        let bed = try StarterBed()
        defer { bed.stop() }
        try await bed.invoke(StarterBed.start("e1", concurrency: "join"))
        let gate = Gate { operation, input in
            operation == "PutItem" && input["Item"]?["sk"]?["S"] == "event/e2"
        }
        bed.hold(gate)
        async let joining = bed.invoke(StarterBed.start("e2", token: "t2", concurrency: "join"))
        await gate.reached()
        bed.end("wr_1")
        try await bed.sweep()
        gate.open()
        #expect(try await joining.output["runId"] == "wr_1")
        #expect(bed.tasks.outcomes["t2"]?.run?["status"] == "SUCCEEDED")
    }

    @Test func aTaskThatIsOverWhenItsRunEndsIsNoError() async throws {
        let bed = try StarterBed()
        defer { bed.stop() }
        for token in ["t1", "t2"] { try await bed.invoke(StarterBed.start("e1", token: token)) }
        bed.withWorld { $0.tasks.gone = ["t1", "t2"] }
        bed.end("wr_1")
        let counts = try await bed.sweep()
        #expect(counts["gone"] == 2)
        #expect(counts["failures"] == 0)
        #expect(bed.openItems.isEmpty)
    }

    @Test func queuedTasksAreKeptAlive() async throws {
        let bed = try StarterBed()
        defer { bed.stop() }
        try await bed.invoke(StarterBed.start("e1", token: "t1", concurrency: "coalesce"))
        try await bed.invoke(StarterBed.start("e2", token: "t2", concurrency: "coalesce"))
        try await bed.sweep()
        #expect(bed.tasks.heartbeats == ["t1": 1, "t2": 1])
        bed.withWorld { _ = $0.tasks.gone.insert("t2") }
        try await bed.sweep()
        bed.end("wr_1")
        try await bed.sweep()
        #expect(bed.glue.runs.last?.properties["starter.eventIds"] == "e2", "the event outlives its task")
    }

    @Test func aRunThatGlueDoesNotShowYetIsNotGone() async throws {
        let bed = try StarterBed()
        defer { bed.stop() }
        try await bed.invoke(StarterBed.start("e1", token: "t1"))
        bed.fault { operation, _ in operation == "GetWorkflowRun" ? .error(400, "EntityNotFoundException") : nil }
        #expect(try await bed.sweep()["failures"] == 0)
        #expect(bed.tasks.outcomes.isEmpty)
        bed.advance(.seconds(601))
        try await bed.sweep()
        #expect(bed.tasks.outcomes["t1"]?.error == "Glue.RunNotFound")
    }

    @Test func oneWorkflowsTroubleDoesNotKeepTheOthersWaiting() async throws {
        let bed = try StarterBed()
        defer { bed.stop() }
        for number in 1...3 { try await bed.invoke(StarterBed.start("e\(number)", token: "t\(number)")) }
        for number in 1...3 { bed.end("wr_\(number)") }
        let asked = SharedCount()
        bed.fault { operation, _ in
            operation == "GetWorkflowRun" && asked.next() == 1 ? .error(500, "InternalServiceException") : nil
        }
        let counts = try await bed.sweep()
        #expect(counts["failures"] == 1)
        #expect(counts["finished"] == 2)
        #expect(counts["heartbeats"] == 1, "it is kept alive")
        bed.noFaults()
        try await bed.sweep()
        #expect(bed.tasks.outcomes.count == 3)
    }

    /// A lasting error of an execution is said once, not every minute.
    @Test(arguments: ["InvalidArn", "AccessDeniedException"])
    func anExecutionThatCannotBeAskedForIsAskedForOnce(code: String) async throws {
        let bed = try StarterBed()
        defer { bed.stop() }
        try await bed.invoke(StarterBed.start("e1", token: "t1"))
        bed.withWorld { _ = $0.tasks.gone.insert("t1") }
        bed.fault { operation, _ in operation == "DescribeExecution" ? .error(400, code) : nil }
        for _ in 0..<3 { try await bed.sweep() }
        #expect(bed.operations.count { $0 == "DescribeExecution" } == 1)
        #expect(bed.glue.runs[0].status == "RUNNING")
    }

    // MARK: - What they are told

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
        var answer = RunAnswer(workflow: "w", status: .failed, nodes: nodes, error: .workflowFailed, message: "m")
        guard case .failure(let error, let text) = TaskMessage(answer) else {
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
        guard case .success(let output) = TaskMessage(answer) else {
            Issue.record("not a success")
            return
        }
        #expect(output.utf8.count <= 262_144)
    }
}
