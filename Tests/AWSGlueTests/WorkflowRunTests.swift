import AWSClient
import AWSSigning
import HTTPTransport
import TestSupport
import Testing

@testable import AWSGlue
@testable import AWSRedshiftData
@testable import AWSStepFunctions

/// Glue's workflow runs and Step Functions' tasks on the wire.
@Suite struct WorkflowRunTests {
    private func configuration(_ server: LoopbackServer, attempts: Int = 3) throws -> AWSConfiguration {
        let url = server.url
        return AWSConfiguration(
            endpoints: try EndpointResolver(region: "eu-west-1") {
                ["AWS_ENDPOINT_URL_GLUE", "AWS_ENDPOINT_URL_SFN"].contains($0) ? url : nil
            },
            credentials: StaticCredentials(Credentials(accessKeyID: "AK", secretAccessKey: "s")),
            retry: RetrySettings(maximumAttempts: attempts)
        )
    }

    @Test func startsARunWithItsProperties() async throws {
        let server = try LoopbackServer { _ in .status(200, body: #"{"RunId":"wr_1"}"#) }
        defer { server.stop() }
        let id = try await Glue(configuration(server)).startWorkflowRun("orders", properties: ["a": "1"])
        #expect(id == "wr_1")
        let request = try #require(server.requests.first)
        #expect(request.header("x-amz-target") == "AWSGlue.StartWorkflowRun")
        #expect(request.header("content-type") == "application/x-amz-json-1.1")
        #expect(request.text.contains(#""RunProperties":{"a":"1"}"#))
        #expect(request.text.contains(#""Name":"orders""#))
    }

    @Test(arguments: [500, 503])
    func aStartIsNeverRepeated(status: Int) async throws {
        let server = try LoopbackServer { _ in .status(status, body: #"{"__type":"InternalServiceException"}"#) }
        defer { server.stop() }
        let glue = try Glue(configuration(server))
        await #expect(throws: AWSError.self) { try await glue.startWorkflowRun("orders", properties: [:]) }
        await #expect(throws: AWSError.self) { try await glue.resumeWorkflowRun("orders", run: "wr", nodes: ["n"]) }
        #expect(server.requests.count == 2)
    }

    @Test func anEmptyAnswerToAStartIsNoSuccess() async throws {
        let server = try LoopbackServer { _ in .status(200, body: "{}") }
        defer { server.stop() }
        let error = await #expect(throws: AWSError.self) {
            try await Glue(configuration(server)).startWorkflowRun("orders", properties: [:])
        }
        #expect(error?.kind == .transient, "nobody knows what was done")
        #expect(server.requests.count == 1)
    }

    @Test func readsARunWithItsGraph() async throws {
        let body = #"""
            {"Run":{"Name":"orders","WorkflowRunId":"wr_2","PreviousRunId":"wr_1","WorkflowRunProperties":{"k":"v"},
            "StartedOn":1795000000.25,"CompletedOn":1795000100,"Status":"COMPLETED","ErrorMessage":"",
            "Statistics":{"TotalActions":2,"TimeoutActions":0,"FailedActions":1,"StoppedActions":0,"SucceededActions":1,
            "RunningActions":0,"ErroredActions":0,"WaitingActions":0},
            "Graph":{"Nodes":[{"Type":"TRIGGER","Name":"t","UniqueId":"u0","TriggerDetails":{"Trigger":{"Name":"t"}}},
            {"Type":"JOB","Name":"j","UniqueId":"u1","JobDetails":{"JobRuns":[{"Id":"jr_1","Attempt":1,"StartedOn":1795000001,
            "JobRunState":"FAILED","ErrorMessage":"boom","LogGroupName":"/aws-glue/jobs","ExecutionTime":9}]}},
            {"Type":"CRAWLER","Name":"c","UniqueId":"u2","CrawlerDetails":{"Crawls":[{"State":"SUCCEEDED",
            "StartedOn":1795000050,"LogGroup":"/aws-glue/crawlers","LogStream":"c"}]}}],"Edges":[]}}}
            """#
        let server = try LoopbackServer { _ in .status(200, body: body) }
        defer { server.stop() }
        let run = try await Glue(configuration(server)).workflowRun("orders", run: "wr_2")
        #expect(server.requests.first?.text.contains(#""IncludeGraph":true"#) == true)
        #expect(run.id == "wr_2")
        #expect(run.previousID == "wr_1")
        #expect(run.startedOn == 1_795_000_000.25)
        #expect(run.statistics?.failed == 1)
        #expect(run.graph?.nodes?.map(\.uniqueID) == ["u0", "u1", "u2"])
        #expect(run.graph?.nodes?[1].job?.runs?.first?.errorMessage == "boom")
        #expect(run.graph?.nodes?[2].crawler?.crawls?.first?.logStream == "c")
    }

    @Test func aRunThatIsOverCannotBeStoppedAndThatIsNoError() async throws {
        let server = try LoopbackServer { _ in .status(400, body: #"{"__type":"IllegalWorkflowStateException"}"#) }
        defer { server.stop() }
        #expect(try await Glue(configuration(server)).stopWorkflowRun("orders", run: "wr") == .notRunning)
    }

    @Test(arguments: ["TaskTimedOut", "TaskDoesNotExist"])
    func aTaskThatIsOverIsNoError(code: String) async throws {
        let server = try LoopbackServer { _ in .status(400, body: #"{"__type":"com.amazonaws.swf#\#(code)"}"#) }
        defer { server.stop() }
        let tasks = try StepFunctions(configuration(server))
        #expect(try await tasks.sendTaskSuccess(token: "t", output: "{}") == .taskIsOver)
        #expect(try await tasks.sendTaskFailure(token: "t", error: "e", cause: "c") == .taskIsOver)
        #expect(try await tasks.sendTaskHeartbeat(token: "t") == .taskIsOver)
        #expect(
            server.requests.map { $0.header("x-amz-target") } == [
                "AWSStepFunctions.SendTaskSuccess", "AWSStepFunctions.SendTaskFailure",
                "AWSStepFunctions.SendTaskHeartbeat",
            ]
        )
        for part in [#""cause":"c""#, #""error":"e""#, #""taskToken":"t""#] {
            #expect(server.requests[1].text.contains(part))
        }
    }

    @Test func anExecutionThatIsNotThereHasNoStatus() async throws {
        let server = try LoopbackServer { request in
            request.text.contains("gone")
                ? .status(400, body: #"{"__type":"ExecutionDoesNotExist"}"#)
                : .status(200, body: #"{"executionArn":"a","status":"ABORTED","startDate":1}"#)
        }
        defer { server.stop() }
        let tasks = try StepFunctions(configuration(server))
        #expect(try await tasks.executionStatus("arn") == .aborted)
        #expect(try await tasks.executionStatus("gone") == nil)
    }
}
