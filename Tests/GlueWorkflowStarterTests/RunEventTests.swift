import TestSupport
import Testing

@testable import GlueWorkflowStarter

/// The event of our own for each run that is over.
@Suite(.serialized) struct RunEventTests {
    private func details(_ bed: StarterBed) -> [JSON] {
        bed.withWorld { $0.events }.compactMap { try? JSON.parse($0["Detail"]?.string ?? "") }
    }

    @Test(arguments: [(0, "SUCCEEDED"), (1, "FAILED")])
    func aRunThatIsOverIsPublishedWithItsNodes(failed: Int, status: String) async throws {
        let bed = try StarterBed(["EVENT_BUS_NAME": "example-bus"])
        defer { bed.stop() }
        try await bed.invoke(StarterBed.start("e1", token: "t1"))
        try await bed.sweep()
        #expect(details(bed).isEmpty, "it is not over")
        bed.end("wr_1", failed: failed)
        for _ in 0..<3 { try await bed.sweep() }
        let entry = try #require(bed.withWorld { $0.events }.first)
        #expect(entry["EventBusName"] == "example-bus")
        #expect(entry["Source"]?.string == RunEvent.source)
        #expect(entry["DetailType"] == "Glue Workflow Run Finished")
        #expect(details(bed).count == 1)
        #expect(details(bed).first?["runId"] == "wr_1")
        #expect(details(bed).first?["status"]?.string == status)
        #expect(details(bed).first?["nodes"]?.array?.count == 1)
    }

    @Test func withoutABusNothingIsPublished() async throws {
        let bed = try StarterBed()
        defer { bed.stop() }
        try await bed.invoke(StarterBed.start("e1"))
        bed.end("wr_1")
        try await bed.sweep()
        #expect(!bed.operations.contains("PutEvents"))
    }

    /// At least once: also when EventBridge or the process fails at first.
    @Test(arguments: [StarterBed.Fault.lost, .error(500, "InternalFailure"), .answerLost])
    func anEventThatWasNotTakenIsPublishedByTheNextSweep(fault: StarterBed.Fault) async throws {
        let bed = try StarterBed(["EVENT_BUS_NAME": "example-bus"])
        defer { bed.stop() }
        try await bed.invoke(StarterBed.start("e1", token: "t1"))
        bed.end("wr_1")
        bed.fault { operation, _ in operation == "PutEvents" ? fault : nil }
        #expect(try await bed.sweep()["failures"] == 1)
        #expect(bed.tasks.outcomes["t1"] != nil, "who waits is notified all the same")
        bed.noFaults()
        try await bed.sweep()
        #expect(details(bed).last?["runId"] == "wr_1")
        #expect(bed.openItems.isEmpty)
    }
}
