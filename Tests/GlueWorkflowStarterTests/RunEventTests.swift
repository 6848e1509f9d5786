import TestSupport
import Testing

@testable import GlueWorkflowStarter

/// The event that the function publishes for each run that is over.
@Suite(.serialized) struct RunEventTests {
    @Test(arguments: [(0, "SUCCEEDED"), (1, "FAILED")])
    func aRunThatIsOverIsPublishedWithItsNodes(failed: Int, status: String) async throws {
        let local = try LocalStarter(["EVENT_BUS_NAME": "example-bus"])
        defer { local.stop() }
        try await local.invoke(LocalStarter.start("e1", token: "t1"))
        try await local.sweep()
        #expect(local.eventBridge.details.isEmpty, "it is not over")
        local.end("wr_1", failed: failed)
        for _ in 0..<3 { try await local.sweep() }
        let entry = try #require(local.eventBridge.entries.first)
        #expect(entry["EventBusName"] == "example-bus")
        #expect(entry["Source"]?.string == RunEvent.source)
        #expect(entry["DetailType"] == "Glue Workflow Run Finished")
        #expect(local.eventBridge.details.count == 1)
        #expect(local.eventBridge.details.first?["runId"] == "wr_1")
        #expect(local.eventBridge.details.first?["status"]?.string == status)
        #expect(local.eventBridge.details.first?["nodes"]?.array?.count == 1)
    }

    /// EventBridge answers 200, and says in the answer that it did not take the event.
    @Test func anEventThatA200RefusesIsPublishedAgain() async throws {
        let local = try LocalStarter(["EVENT_BUS_NAME": "example-bus"])
        defer { local.stop() }
        try await local.invoke(LocalStarter.start("e1"))
        local.end("wr_1")
        let refusal = #"{"FailedEntryCount":1,"Entries":[{"ErrorCode":"InternalFailure","ErrorMessage":"no"}]}"#
        local.fault { operation, _ in operation == "PutEvents" ? .answer(200, refusal) : nil }
        #expect(try await local.sweep()["failures"] == 1)
        local.noFaults()
        try await local.sweep()
        #expect(local.eventBridge.details.last?["runId"] == "wr_1")
    }

    @Test func withoutABusNothingIsPublished() async throws {
        let local = try LocalStarter()
        defer { local.stop() }
        try await local.invoke(LocalStarter.start("e1"))
        local.end("wr_1")
        try await local.sweep()
        #expect(!local.operations.contains("PutEvents"))
    }

    /// At least once: also when EventBridge or the process fails at first.
    @Test(arguments: [LocalStarter.Fault.lost, .error(500, "InternalFailure"), .answerLost])
    func anEventThatWasNotTakenIsPublishedByTheNextSweep(fault: LocalStarter.Fault) async throws {
        let local = try LocalStarter(["EVENT_BUS_NAME": "example-bus"])
        defer { local.stop() }
        try await local.invoke(LocalStarter.start("e1", token: "t1"))
        local.end("wr_1")
        local.fault { operation, _ in operation == "PutEvents" ? fault : nil }
        #expect(try await local.sweep()["failures"] == 1)
        #expect(local.stepFunctions.outcomes["t1"] != nil, "who waits is notified all the same")
        local.noFaults()
        try await local.sweep()
        #expect(local.eventBridge.details.last?["runId"] == "wr_1")
        #expect(local.openItems.isEmpty)
    }
}
