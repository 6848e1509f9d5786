import Synchronization
import TestSupport
import Testing
import UTCTime

@testable import DMSCompletionHandler

/// The process dies at each of its requests, before or after the service did what it was asked for. The message comes again.
@Suite struct KillTests {
    private static let machine = "arn:aws:states:us-east-1:123456789012:stateMachine:example"
    private static let steps = #""next":[{"crawler":"example-crawler"},{"state_machine":"\#(machine)"}]"#
    private static let workflow = #""next":[{"workflow":"\#(FakeGlue.workflow)"},{"crawler":"example-crawler"}]"#
    private static let load = #"""
        "target":{"kind":"s3","bucket":"example-raw","prefix":"shop"},
        "next":[{"load":{"function":"example-loader"}},{"crawler":"example-crawler"}]
        """#

    /// - Returns: whether the kill was reached.
    private func play(_ migration: String, killAt index: Int, _ moment: KillPoint.Moment) async throws -> Bool {
        var world = FakeAWS.World()
        world.tasks[HandlerHarness.task] = HandlerHarness.finished
        world.tables = [HandlerHarness.table("customers")]
        world.files["shop/public/customers/LOAD00000001.parquet"] = (500, "2026-11-21T01:45:00.000Z")
        world.functionAnswer = #"{"outcome":"Load","loads":[{"id":"l","status":"Loaded"}]}"#
        let kill = KillPoint(at: index, moment)
        let aws = try FakeAWS(world, kill: kill)
        let clock = ManualClock(UTCTime(iso8601: "2026-11-21T02:00:06Z") ?? .now())
        let harness = try await HandlerHarness(aws, migration, clock: clock.source)
        _ = try? await harness.run(HandlerHarness.stopped(), requestID: "killed")
        let wasReached = kill.wasReached
        kill.revive()
        // Beyond the dead invocation's lease; DMS shows something else by then, which a manifest that is written outweighs.
        clock.advance(by: .seconds(1200))
        var outcome = ""
        for attempt in 1...6 where outcome != "Passed" && outcome != "Duplicate" {
            outcome = try await harness.run(HandlerHarness.stopped(), requestID: "again \(attempt)").names.first ?? ""
        }
        let place: Comment = "killed at request \(index), \(moment.rawValue)"
        #expect(outcome == "Passed" || outcome == "Duplicate", place)
        #expect(aws.record(HandlerHarness.run)?["state"]?.string == "completed", place)
        #expect(aws.record(HandlerHarness.run)?["outcome"]?.string == "Passed", place)
        #expect(aws.world.withLock { world in world.objects.count } == 1, place)
        #expect(!aws.bodies("StartCrawler").isEmpty, place)
        // One run of the workflow: Glue has no token, and the one that was started is found.
        #expect(aws.world.withLock { $0.glue.runs.count } <= 1, place)
        // The same load, whenever it is asked for.
        #expect(Set(aws.bodies("InvokeAsync")).count <= 1, place)
        // Notified at least once.
        #expect((1...2).contains(aws.bodies("Publish").count), place)
        return wasReached
    }

    @Test(arguments: [steps, workflow, load], KillPoint.Moment.allCases)
    func everyKillIsMended(migration: String, moment: KillPoint.Moment) async throws {
        var kills = 0
        while try await play(migration, killAt: kills, moment) { kills += 1 }
        #expect(kills > 10)
    }
}
