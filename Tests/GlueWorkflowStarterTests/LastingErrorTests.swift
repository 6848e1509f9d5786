import TestSupport
import Testing

@testable import GlueWorkflowStarter

/// An error that no repetition changes has an end: what depends on it is tried for an hour, then given up with that error.
@Suite(.serialized) struct LastingErrorTests {
    /// Sweeps every ten minutes.
    private func sweep(_ local: LocalStarter, minutes: Int) async throws {
        for _ in 0..<(minutes / 10) {
            local.advance(.seconds(600))
            try await local.sweep()
        }
    }

    private func deny(_ operations: Set<String>, _ code: String = "AccessDeniedException", in local: LocalStarter) {
        local.fault { operation, _ in operations.contains(operation) ? .error(400, code) : nil }
    }

    @Test(arguments: [
        ("AccessDeniedException", "Glue.AccessDenied"), ("UnrecognizedClientException", "Glue.AccessDenied"),
        ("GlueEncryptionException", "Glue.AccessDenied"), ("InvalidInputException", "Glue.InvalidInput"),
        ("FederationSourceException", "Glue.InvalidInput"),
    ])
    func aRunThatMayNotBeReadIsGivenUp(code: String, name: String) async throws {
        let local = try LocalStarter()
        defer { local.stop() }
        try await local.invoke(LocalStarter.start("e1", token: "t1"))
        deny(["GetWorkflowRun"], code, in: local)
        try await sweep(local, minutes: 50)
        #expect(local.stepFunctions.outcomes.isEmpty, "somebody may add the permission")
        #expect(local.stepFunctions.heartbeats["t1"] == 5)
        try await sweep(local, minutes: 30)
        #expect(local.stepFunctions.outcomes["t1"]?.error == name)
        #expect(local.openItems.isEmpty)
        local.noFaults()
        try await local.sweep()
        #expect(!local.operations.contains("GetWorkflowRun"))
    }

    @Test func aPermissionThatIsAddedInTimeSavesTheRun() async throws {
        let local = try LocalStarter()
        defer { local.stop() }
        try await local.invoke(LocalStarter.start("e1", token: "t1"))
        for _ in 0..<4 {
            deny(["GetWorkflowRun"], in: local)
            try await sweep(local, minutes: 40)
            local.noFaults()
            try await local.sweep()
        }
        local.end("wr_1")
        try await local.sweep()
        #expect(local.stepFunctions.outcomes["t1"]?.run?["status"] == "SUCCEEDED")
    }

    @Test(arguments: [
        (500, "InternalServiceException"), (400, "ThrottlingException"), (400, "OperationTimeoutException"),
    ])
    func anErrorThatPassesIsNeverGivenUp(status: Int, code: String) async throws {
        let local = try LocalStarter()
        defer { local.stop() }
        try await local.invoke(LocalStarter.start("e1", token: "t1"))
        local.fault { operation, _ in operation == "GetWorkflowRun" ? .error(status, code) : nil }
        try await sweep(local, minutes: 180)
        local.noFaults()
        local.end("wr_1")
        try await local.sweep()
        #expect(local.stepFunctions.outcomes["t1"]?.run?["status"] == "SUCCEEDED")
    }

    /// The run may exist, so that no second one is started.
    @Test func aLostStartThatMayNotBeSearchedForIsGivenUp() async throws {
        let local = try LocalStarter()
        defer { local.stop() }
        local.fault { operation, _ in
            switch operation {
            case "StartWorkflowRun": .answerLost
            case "GetWorkflowRuns": .error(400, "AccessDeniedException")
            default: nil
            }
        }
        try await local.invoke(LocalStarter.start("e1", token: "t1"))
        try await sweep(local, minutes: 40)
        #expect(local.stepFunctions.outcomes.isEmpty)
        try await sweep(local, minutes: 60)
        #expect(local.stepFunctions.outcomes["t1"]?.error == "Glue.AccessDenied")
        #expect(local.openItems.isEmpty)
        #expect(local.glue.runs.count == 1)
        #expect(try await local.invoke(LocalStarter.start("e1", token: "t2")).output["error"] == "Glue.AccessDenied")
        #expect(local.glue.runs.count == 1)
    }

    /// A workflow's runs go with it.
    @Test func aLostStartOfAWorkflowThatIsDeletedIsOver() async throws {
        let local = try LocalStarter()
        defer { local.stop() }
        local.fault { operation, _ in operation == "StartWorkflowRun" ? .lost : nil }
        try await local.invoke(LocalStarter.start("e1", token: "t1"))
        local.noFaults()
        local.withWorld { $0.glue.isDeleted = true }
        try await sweep(local, minutes: 20)
        #expect(local.stepFunctions.outcomes["t1"]?.error == "Glue.WorkflowNotFound")
        #expect(local.openItems.isEmpty)
    }

    @Test func anEventThatMayNotBePublishedIsGivenUp() async throws {
        let local = try LocalStarter(["EVENT_BUS_NAME": "example-bus"])
        defer { local.stop() }
        try await local.invoke(LocalStarter.start("e1", token: "t1"))
        deny(["PutEvents"], in: local)
        local.end("wr_1")
        try await local.sweep()
        #expect(
            local.stepFunctions.outcomes["t1"]?.run?["status"] == "SUCCEEDED",
            "the task does not depend on the bus"
        )
        #expect(!local.openItems.isEmpty)
        try await sweep(local, minutes: 80)
        #expect(local.openItems.isEmpty)
    }

    @Test(arguments: [
        "AccessDeniedException", "KmsAccessDeniedException", "KmsInvalidStateException", "ValidationException",
    ])
    func aTaskThatMayNotBeNotifiedIsGivenUp(code: String) async throws {
        let local = try LocalStarter()
        defer { local.stop() }
        try await local.invoke(LocalStarter.start("e1", token: "t1"))
        try await local.invoke(LocalStarter.start("e1", token: "t2"))
        deny(["SendTaskSuccess"], code, in: local)
        local.end("wr_1")
        try await sweep(local, minutes: 30)
        #expect(!local.openItems.isEmpty)
        try await sweep(local, minutes: 50)
        #expect(local.openItems.isEmpty)
        #expect(local.documents("callback/").isEmpty)
    }

    /// Events without a task outlive a start that cannot work, for as long as a refused start is retried.
    @Test(arguments: ["EntityNotFoundException", "AccessDeniedException", "InvalidInputException"])
    func aQueuedEventWhoseWorkflowCannotBeStartedIsGivenUp(code: String) async throws {
        let local = try LocalStarter()
        defer { local.stop() }
        deny(["StartWorkflowRun"], code, in: local)
        let event = LocalStarter.start("e1", concurrency: "coalesce", ["waitLimitSeconds": 3600])
        #expect(await local.errorOf(event) != nil)
        try await sweep(local, minutes: 50)
        #expect(!local.openItems.isEmpty)
        try await sweep(local, minutes: 30)
        #expect(local.openItems.isEmpty)
        #expect(local.table.items(under: "queue/example-orders").isEmpty)
        local.noFaults()
        try await local.sweep()
        #expect(!local.operations.contains("StartWorkflowRun"))
        #expect(try await local.invoke(event).output["status"] == "RUNNING", "the same event may be sent again")
    }

    /// Each of these says that nobody waits for the answer any more.
    @Test(arguments: ["TaskTimedOut", "TaskDoesNotExist", "InvalidToken"], ["SendTaskSuccess", "SendTaskHeartbeat"])
    func aTaskThatIsOverIsNotAskedAgain(code: String, operation: String) async throws {
        let local = try LocalStarter()
        defer { local.stop() }
        try await local.invoke(LocalStarter.start("e1", token: "t1"))
        deny([operation], code, in: local)
        if operation == "SendTaskSuccess" { local.end("wr_1") }
        for _ in 0..<3 { try await local.sweep() }
        #expect(local.operations.count { $0 == operation } == 1)
    }
}
