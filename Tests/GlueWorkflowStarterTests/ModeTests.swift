import TestSupport
import Testing

@testable import GlueWorkflowStarter

/// The modes, without failures.
@Suite(.serialized) struct ModeTests {
    @Test func startAnswersWithTheRunsId() async throws {
        let local = try LocalStarter()
        defer { local.stop() }
        let output = try await local.invoke(LocalStarter.start("e1", ["properties": ["day": "2026-11-21"]])).output
        #expect(output["runId"] == "wr_1")
        #expect(output["status"] == "RUNNING")
        #expect(output["duplicate"] == false)
        #expect(output["dedupeKey"] == "e1")
        let properties = try #require(local.glue.runs.first).properties
        #expect(
            properties == [
                "day": "2026-11-21", "starter.key": "e1", "starter.table": "example-starter",
                "starter.executionName": "execution-e1", "starter.eventCount": "1", "starter.eventIds": "e1",
            ]
        )
    }

    @Test func aTaskIsNotifiedWhenItsRunIsOver() async throws {
        let local = try LocalStarter()
        defer { local.stop() }
        try await local.invoke(LocalStarter.start("e1", token: "t1"))
        #expect(try await local.sweep()["heartbeats"] == 1)
        #expect(local.stepFunctions.outcomes.isEmpty)
        local.end("wr_1")
        let counts = try await local.sweep()
        #expect(counts["finished"] == 1)
        #expect(counts["callbacks"] == 1)
        let run = try #require(local.stepFunctions.outcomes["t1"]?.run)
        #expect(local.stepFunctions.outcomes["t1"]?.error == nil)
        #expect(run["status"] == "SUCCEEDED")
        #expect(run["nodes"]?.array?.first?["name"] == "load")
        #expect(run["nodes"]?.array?.first?["log"]?.string?.contains("log-events/jr_load") == true)
        #expect(local.openItems.isEmpty, "no work is open")
    }

    @Test func aRunThatCompletesWithAFailedJobIsAFailedTaskWithItsErrorsName() async throws {
        let local = try LocalStarter()
        defer { local.stop() }
        try await local.invoke(LocalStarter.start("e1", token: "t1"))
        local.end("wr_1", failed: 1)
        try await local.sweep()
        guard case .failed(let error, let cause) = local.stepFunctions.outcomes["t1"] else {
            Issue.record("the task was not failed")
            return
        }
        #expect(error == "Glue.WorkflowFailed")
        #expect(cause["errorType"] == "Glue.WorkflowFailed")
        #expect(cause["errorMessage"]?.string?.contains("job load FAILED: no such column") == true)
        #expect(cause["run"]?["nodes"]?.array?.first?["error"] == "no such column")
    }

    @Test func checkDecidesOnARun() async throws {
        let local = try LocalStarter()
        defer { local.stop() }
        try await local.invoke(LocalStarter.start("e1"))
        let byKey: JSON = ["mode": "check", "workflow": .string(FakeGlue.workflow), "eventId": "e1"]
        let byID: JSON = ["mode": "check", "workflow": .string(FakeGlue.workflow), "runId": "wr_1"]
        #expect(try await local.invoke(byKey).output["status"] == "RUNNING")
        #expect(try await local.invoke(byID).output["status"] == "RUNNING")
        local.end("wr_1", failed: 1)
        #expect(await local.errorOf(byKey) == "Glue.WorkflowFailed")
        #expect(await local.errorOf(byID) == "Glue.WorkflowFailed")
        let lenient: JSON = [
            "mode": "check", "workflow": .string(FakeGlue.workflow), "eventId": "e1", "failOnError": false,
        ]
        #expect(try await local.invoke(lenient).output["status"] == "FAILED")
        #expect(try await local.invoke(lenient).output["error"] == "Glue.WorkflowFailed")
    }

    @Test func stopStopsARunAndItsTaskIsNotified() async throws {
        let local = try LocalStarter()
        defer { local.stop() }
        try await local.invoke(LocalStarter.start("e1", token: "t1"))
        let stop: JSON = ["mode": "stop", "workflow": .string(FakeGlue.workflow), "eventId": "e1"]
        #expect(try await local.invoke(stop).output["error"] == "Glue.WorkflowStopped")
        #expect(local.stepFunctions.outcomes["t1"]?.error == "Glue.WorkflowStopped")
        #expect(try await local.invoke(stop).output["status"] == "FAILED", "a second time it is no error")
        #expect(local.operations.count { $0 == "StopWorkflowRun" } == 1)
    }

    @Test func aStoppedRunOfSomebodyElseIsNoError() async throws {
        let local = try LocalStarter()
        defer { local.stop() }
        try await local.invoke(LocalStarter.start("e1"))
        local.end("wr_1")
        let stop: JSON = ["mode": "stop", "workflow": .string(FakeGlue.workflow), "runId": "wr_1"]
        #expect(try await local.invoke(stop).output["status"] == "SUCCEEDED")
    }

    @Test func resumeRunsTheFailedNodesAsANewRun() async throws {
        let local = try LocalStarter()
        defer { local.stop() }
        try await local.invoke(LocalStarter.start("e1"))
        local.end("wr_1", failed: 1)
        let resume: JSON = [
            "mode": "resume", "workflow": .string(FakeGlue.workflow), "runId": "wr_1", "taskToken": "t2",
        ]
        let output = try await local.invoke(resume).output
        #expect(output["runId"] == "wr_2")
        #expect(output["dedupeKey"] == "resume:wr_1")
        #expect(local.glue.resumedNodes == ["node_load"])
        #expect(try await local.invoke(resume).output["runId"] == "wr_2", "a replay resumes nothing again")
        #expect(local.glue.runs.count == 2)
        local.end("wr_2")
        try await local.sweep()
        #expect(local.stepFunctions.outcomes["t2"]?.run?["status"] == "SUCCEEDED")
    }

    /// A node that may fail has done what the workflow is designed for.
    @Test func resumeLeavesNodesThatMayFailAlone() async throws {
        let local = try LocalStarter()
        defer { local.stop() }
        try await local.invoke(LocalStarter.start("e1"))
        local.end("wr_1", failed: 1)
        local.withWorld {
            $0.glue.setNodes(
                of: "wr_1",
                [FakeGlue.node("check", error: "no file"), FakeGlue.node("load", error: "boom")]
            )
        }
        let resume: [String: JSON] = [
            "mode": "resume", "workflow": .string(FakeGlue.workflow), "runId": "wr_1", "dedupeKey": "k",
        ]
        let nothing = JSON.object(resume.merging(["mayFail": ["check", "load"], "dedupeKey": "n"]) { _, new in new })
        #expect(await local.errorOf(nothing) == "Glue.NothingToResume")
        try await local.invoke(.object(resume.merging(["mayFail": ["check"]]) { _, new in new }))
        #expect(local.glue.resumedNodes == ["load"])
    }

    @Test func resumingWhatDidNotFailIsAnError() async throws {
        let local = try LocalStarter()
        defer { local.stop() }
        try await local.invoke(LocalStarter.start("e1"))
        let resume: JSON = ["mode": "resume", "workflow": .string(FakeGlue.workflow), "runId": "wr_1"]
        #expect(await local.errorOf(resume) == "Glue.IllegalState")
        local.end("wr_1")
        #expect(await local.errorOf(resume) == "Glue.NothingToResume")
        let unknown: JSON = ["mode": "resume", "workflow": .string(FakeGlue.workflow), "runId": "wr_9"]
        #expect(await local.errorOf(unknown) == "Glue.RunNotFound")
        #expect(local.glue.runs.count == 1)
    }

    /// Issue 11.27: AWS resumes completed runs only.
    @Test(arguments: ["STOPPED", "ERROR", "STOPPING", "SOMETHING_NEW"])
    func whatGlueDoesNotResumeIsRefusedBeforeItIsAsked(status: String) async throws {
        let local = try LocalStarter()
        defer { local.stop() }
        try await local.invoke(LocalStarter.start("e1"))
        local.end("wr_1", status: status, failed: 1)
        let resume: JSON = ["mode": "resume", "workflow": .string(FakeGlue.workflow), "runId": "wr_1"]
        #expect(await local.errorOf(resume) == "Glue.IllegalState")
        #expect(!local.operations.contains("ResumeWorkflowRun"))
        #expect(local.glue.runs.count == 1)
        // A redriven execution asks once more, under the same key.
        #expect(await local.errorOf(resume) == "Glue.IllegalState")
    }

    @Test(arguments: [
        ("Glue Job State Change", JSON.object(["jobName": "load", "state": "SUCCEEDED", "jobRunId": "jr_1"])),
        ("Glue Crawler State Change", JSON.object(["crawlerName": "load", "state": "Succeeded"])),
    ])
    func anEventOfGlueWakesACheck(type: String, detail: JSON) async throws {
        let local = try LocalStarter()
        defer { local.stop() }
        try await local.invoke(LocalStarter.start("e1", token: "t1"))
        try await local.sweep()
        local.end("wr_1")
        func event(_ detail: JSON) -> JSON {
            ["source": "aws.glue", "detail-type": .string(type), "detail": detail]
        }
        let other: JSON = ["jobName": "unrelated", "crawlerName": "unrelated"]
        #expect(try await local.invoke(event(other)).output["checked"] == 0, "the run has no such node")
        #expect(try await local.invoke(event(detail)).output["finished"] == 1)
        #expect(local.stepFunctions.outcomes["t1"]?.run?["status"] == "SUCCEEDED")
    }

    /// Neither the number of open runs nor that of a workflow's runs makes an event or a start dearer.
    @Test func anEventReadsTheListOfRunsAndAStartReadsNone() async throws {
        let local = try LocalStarter()
        defer { local.stop() }
        for number in 0..<30 {
            try await local.invoke(LocalStarter.start("e\(number)"))
            if number == 0 { try await local.sweep() }
        }
        try await local.sweep()
        let event: JSON = [
            "source": "aws.glue", "detail-type": "Glue Job State Change", "detail": ["jobName": "unrelated"],
        ]
        local.noFaults()
        #expect(try await local.invoke(event).output["checked"] == 0)
        #expect(Set(local.operations) == ["Query"])
        #expect(local.operations.count <= 8, "a page of each partition of the list, however many runs there are")
        local.noFaults()
        try await local.invoke(LocalStarter.start("new"))
        #expect(local.operations.filter { $0 != "PutItem" && $0 != "GetItem" } == ["StartWorkflowRun"])
    }

    @Test func errorsHaveTheNamesThatRetryAndCatchMatch() async throws {
        let local = try LocalStarter()
        defer { local.stop() }
        for (code, status, name) in [
            ("AccessDeniedException", 400, "Glue.AccessDenied"), ("InvalidInputException", 400, "Glue.InvalidInput"),
            ("EntityNotFoundException", 400, "Glue.WorkflowNotFound"),
            ("ConcurrentRunsExceededException", 400, "Glue.ConcurrentRunsExceeded"),
            ("ResourceNumberLimitExceededException", 400, "Glue.ResourceLimitExceeded"),
            ("ThrottlingException", 400, "Glue.Throttled"),
        ] {
            local.fault { operation, _ in operation == "StartWorkflowRun" ? .error(status, code) : nil }
            #expect(await local.errorOf(LocalStarter.start("e-\(code)", concurrency: "fail")) == name)
        }
        local.fault { operation, _ in
            operation == "PutItem" ? .error(400, "ProvisionedThroughputExceededException") : nil
        }
        #expect(await local.errorOf(LocalStarter.start("e2")) == "Starter.TableUnavailable")
        local.noFaults()
        let unknown: JSON = ["mode": "check", "workflow": .string(FakeGlue.workflow), "eventId": "never-seen"]
        #expect(await local.errorOf(unknown) == "Glue.RunNotFound")
        #expect(local.glue.runs.isEmpty)
    }
}
