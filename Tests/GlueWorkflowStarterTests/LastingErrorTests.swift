import TestSupport
import Testing

@testable import GlueWorkflowStarter

/// An error that no repetition changes has an end: what depends on it is tried for an hour, then given up with that error.
@Suite(.serialized) struct LastingErrorTests {
    /// Sweeps every ten minutes.
    private func sweep(_ bed: StarterBed, minutes: Int) async throws {
        for _ in 0..<(minutes / 10) {
            bed.advance(.seconds(600))
            try await bed.sweep()
        }
    }

    private func deny(_ operations: Set<String>, _ code: String = "AccessDeniedException", in bed: StarterBed) {
        bed.fault { operation, _ in operations.contains(operation) ? .error(400, code) : nil }
    }

    @Test func aRunThatMayNotBeReadIsGivenUp() async throws {
        let bed = try StarterBed()
        defer { bed.stop() }
        try await bed.invoke(StarterBed.start("e1", token: "t1"))
        deny(["GetWorkflowRun"], in: bed)
        try await sweep(bed, minutes: 50)
        #expect(bed.tasks.outcomes.isEmpty, "somebody may add the permission")
        #expect(bed.tasks.heartbeats["t1"] == 5)
        try await sweep(bed, minutes: 30)
        #expect(bed.tasks.outcomes["t1"]?.error == "Glue.AccessDenied")
        #expect(bed.openItems.isEmpty)
        bed.noFaults()
        try await bed.sweep()
        #expect(!bed.operations.contains("GetWorkflowRun"))
    }

    @Test func aPermissionThatIsAddedInTimeSavesTheRun() async throws {
        let bed = try StarterBed()
        defer { bed.stop() }
        try await bed.invoke(StarterBed.start("e1", token: "t1"))
        for _ in 0..<4 {
            deny(["GetWorkflowRun"], in: bed)
            try await sweep(bed, minutes: 40)
            bed.noFaults()
            try await bed.sweep()
        }
        bed.end("wr_1")
        try await bed.sweep()
        #expect(bed.tasks.outcomes["t1"]?.run?["status"] == "SUCCEEDED")
    }

    @Test(arguments: [
        (500, "InternalServiceException"), (400, "ThrottlingException"), (400, "OperationTimeoutException"),
    ])
    func anErrorThatPassesIsNeverGivenUp(status: Int, code: String) async throws {
        let bed = try StarterBed()
        defer { bed.stop() }
        try await bed.invoke(StarterBed.start("e1", token: "t1"))
        bed.fault { operation, _ in operation == "GetWorkflowRun" ? .error(status, code) : nil }
        try await sweep(bed, minutes: 180)
        bed.noFaults()
        bed.end("wr_1")
        try await bed.sweep()
        #expect(bed.tasks.outcomes["t1"]?.run?["status"] == "SUCCEEDED")
    }

    /// The run may exist, so that no second one is started.
    @Test func aLostStartThatMayNotBeSearchedForIsGivenUp() async throws {
        let bed = try StarterBed()
        defer { bed.stop() }
        bed.fault { operation, _ in
            switch operation {
            case "StartWorkflowRun": .answerLost
            case "GetWorkflowRuns": .error(400, "AccessDeniedException")
            default: nil
            }
        }
        try await bed.invoke(StarterBed.start("e1", token: "t1"))
        try await sweep(bed, minutes: 40)
        #expect(bed.tasks.outcomes.isEmpty)
        try await sweep(bed, minutes: 60)
        #expect(bed.tasks.outcomes["t1"]?.error == "Glue.AccessDenied")
        #expect(bed.openItems.isEmpty)
        #expect(bed.glue.runs.count == 1)
        #expect(try await bed.invoke(StarterBed.start("e1", token: "t2")).output["error"] == "Glue.AccessDenied")
        #expect(bed.glue.runs.count == 1)
    }

    /// A workflow's runs go with it.
    @Test func aLostStartOfAWorkflowThatIsDeletedIsOver() async throws {
        let bed = try StarterBed()
        defer { bed.stop() }
        bed.fault { operation, _ in operation == "StartWorkflowRun" ? .lost : nil }
        try await bed.invoke(StarterBed.start("e1", token: "t1"))
        bed.noFaults()
        bed.withWorld { $0.glue.isDeleted = true }
        try await sweep(bed, minutes: 20)
        #expect(bed.tasks.outcomes["t1"]?.error == "Glue.WorkflowNotFound")
        #expect(bed.openItems.isEmpty)
    }

    @Test func anEventThatMayNotBePublishedIsGivenUp() async throws {
        let bed = try StarterBed(["EVENT_BUS_NAME": "example-bus"])
        defer { bed.stop() }
        try await bed.invoke(StarterBed.start("e1", token: "t1"))
        deny(["PutEvents"], in: bed)
        bed.end("wr_1")
        try await bed.sweep()
        #expect(bed.tasks.outcomes["t1"]?.run?["status"] == "SUCCEEDED", "the task does not depend on the bus")
        #expect(!bed.openItems.isEmpty)
        try await sweep(bed, minutes: 80)
        #expect(bed.openItems.isEmpty)
    }

    @Test(arguments: [
        "AccessDeniedException", "KmsAccessDeniedException", "KmsInvalidStateException", "ValidationException",
    ])
    func aTaskThatMayNotBeNotifiedIsGivenUp(code: String) async throws {
        let bed = try StarterBed()
        defer { bed.stop() }
        try await bed.invoke(StarterBed.start("e1", token: "t1"))
        try await bed.invoke(StarterBed.start("e1", token: "t2"))
        deny(["SendTaskSuccess"], code, in: bed)
        bed.end("wr_1")
        try await sweep(bed, minutes: 30)
        #expect(!bed.openItems.isEmpty)
        try await sweep(bed, minutes: 50)
        #expect(bed.openItems.isEmpty)
        #expect(bed.documents("callback/").isEmpty)
    }

    /// Each of these says that nobody waits for the answer any more.
    @Test(arguments: ["TaskTimedOut", "TaskDoesNotExist", "InvalidToken"], ["SendTaskSuccess", "SendTaskHeartbeat"])
    func aTaskThatIsOverIsNotAskedAgain(code: String, operation: String) async throws {
        let bed = try StarterBed()
        defer { bed.stop() }
        try await bed.invoke(StarterBed.start("e1", token: "t1"))
        deny([operation], code, in: bed)
        if operation == "SendTaskSuccess" { bed.end("wr_1") }
        for _ in 0..<3 { try await bed.sweep() }
        #expect(bed.operations.count { $0 == operation } == 1)
    }
}
