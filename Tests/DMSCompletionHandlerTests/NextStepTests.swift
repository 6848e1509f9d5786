import Synchronization
import TestSupport
import Testing
import UTCTime

@testable import DMSCompletionHandler

@Suite struct NextStepTests {
    private static let machine = "arn:aws:states:us-east-1:123456789012:stateMachine:example"

    private func aws(_ change: (inout FakeAWS.World) -> Void = { _ in }) throws -> FakeAWS {
        var world = FakeAWS.World()
        world.tasks[HandlerHarness.task] = HandlerHarness.finished
        world.tables = [HandlerHarness.table("customers")]
        change(&world)
        return try FakeAWS(world)
    }

    @Test func aStateMachineIsStartedUnderTheStopsNameWithOurDetail() async throws {
        let aws = try aws()
        let harness = try await HandlerHarness(aws, #""next":[{"state_machine":"\#(Self.machine)"}]"#)
        #expect(try await harness.run(HandlerHarness.stopped()).names == ["Passed"])
        let call = try #require(aws.bodies("StartExecution").first)
        #expect(call.contains(#""name":"shop-2026-11-21T02-00-00-000Z""#))
        #expect(call.contains(#"\"passed\":[\"public.customers\"]"#))
    }

    @Test func anExecutionThatExistsIsNoFailure() async throws {
        let aws = try aws { $0.failures["StartExecution"] = ["400 ExecutionAlreadyExists"] }
        let harness = try await HandlerHarness(aws, #""next":[{"state_machine":"\#(Self.machine)"}]"#)
        #expect(try await harness.run(HandlerHarness.stopped()).names == ["Passed"])
    }

    private static let workflow = #""next":[{"workflow":"\#(FakeGlue.workflow)"}]"#
    private static let now = UTCTime(iso8601: "2026-11-21T02:00:00Z") ?? .now()

    @Test func aWorkflowIsStartedOnceThoughItsAnswerWasLost() async throws {
        let aws = try aws { $0.failures["StartWorkflowRun"] = ["done 500 InternalServiceException"] }
        let harness = try await HandlerHarness(aws, Self.workflow)
        await #expect(throws: HandlerError.self) { try await harness.run(HandlerHarness.stopped(), requestID: "first") }
        // It has started all the same: its own property shows it, behind the runs that others started since.
        aws.world.withLock { world in
            for number in 0..<60 { world.glue.add("other-\(number)", at: Self.now) }
        }
        #expect(try await harness.run(HandlerHarness.stopped(), requestID: "second").names == ["Passed"])
        #expect(aws.bodies("StartWorkflowRun").count == 1)
        let properties = aws.world.withLock { $0.glue.runs.first?.properties }
        #expect(
            properties == [
                "migration": "shop", "run": HandlerHarness.run,
                "manifest": "s3://example-manifests/manifests/shop/20261121T020000Z.json",
            ]
        )
    }

    @Test func aStartThatDidNotWorkIsMadeAgain() async throws {
        let aws = try aws { $0.failures["StartWorkflowRun"] = ["500 InternalServiceException"] }
        let harness = try await HandlerHarness(aws, Self.workflow)
        await #expect(throws: HandlerError.self) { try await harness.run(HandlerHarness.stopped(), requestID: "first") }
        #expect(try await harness.run(HandlerHarness.stopped(), requestID: "second").names == ["Passed"])
        #expect(aws.world.withLock { $0.glue.runs.count } == 1)
    }

    @Test func aStartWhoseAnswerIsKnownSearchesNoRuns() async throws {
        let aws = try aws { world in
            for number in 0..<60 { world.glue.add("other-\(number)", at: Self.now) }
        }
        #expect(try await HandlerHarness(aws, Self.workflow).run(HandlerHarness.stopped()).names == ["Passed"])
        #expect(aws.bodies("GetWorkflowRuns").isEmpty)
        #expect(aws.bodies("StartWorkflowRun").count == 1)
    }

    @Test func aWorkflowWithAsManyRunsAsItMayHaveIsStartedLaterWithoutASearch() async throws {
        let aws = try aws { world in
            world.glue.add("other", at: Self.now)
            world.glue.maxConcurrentRuns = 1
        }
        let harness = try await HandlerHarness(aws, Self.workflow)
        #expect(try await harness.run(HandlerHarness.stopped(), requestID: "first").names == ["Continuing"])
        aws.world.withLock { $0.glue.end("other", at: Self.now) }
        #expect(try await harness.run(HandlerHarness.stopped(), requestID: "second").names == ["Passed"])
        #expect(aws.bodies("GetWorkflowRuns").isEmpty)
    }

    @Test func aLaterStepWaitsForOneThatIsNotOver() async throws {
        let aws = try aws { $0.crawlerIsRunning = true }
        let steps = #""next":[{"crawler":"example-crawler"},{"state_machine":"\#(Self.machine)"}]"#
        let harness = try await HandlerHarness(aws, steps)
        #expect(try await harness.run(HandlerHarness.stopped(), requestID: "first").names == ["Continuing"])
        #expect(aws.bodies("StartExecution").isEmpty)
        aws.world.withLock { $0.crawlerIsRunning = false }
        #expect(try await harness.run(HandlerHarness.stopped(), requestID: "second").names == ["Passed"])
        #expect(aws.bodies("StartExecution").count == 1)
    }

    @Test func aLaterStepDoesNotStartWhenOneFailed() async throws {
        let aws = try aws { $0.failures["StartCrawler"] = ["400 EntityNotFoundException"] }
        let steps = #""next":[{"crawler":"example-crawler"},{"state_machine":"\#(Self.machine)"}]"#
        let harness = try await HandlerHarness(aws, steps)
        await #expect(throws: HandlerError.self) { try await harness.run(HandlerHarness.stopped()) }
        #expect(aws.bodies("StartExecution").isEmpty)
    }

    @Test func stepsWhoseMessageGotLostAreFollowedUpByTheSweeperWhateverTheTaskDoes() async throws {
        let aws = try aws { $0.crawlerIsRunning = true }
        let clock = ManualClock(UTCTime(iso8601: "2026-11-21T02:00:06Z") ?? .now())
        let harness = try await HandlerHarness(aws, clock: clock.source)
        #expect(try await harness.run(HandlerHarness.stopped(), requestID: "first").names == ["Continuing"])
        aws.world.withLock {
            $0.crawlerIsRunning = false
            $0.tasks[HandlerHarness.task] = #""Status":"running""#
        }
        #expect(try await harness.run(#"{"sweep":true}"#, requestID: "early").names == ["Fine"])
        clock.advance(by: .seconds(660))
        #expect(try await harness.run(#"{"sweep":true}"#, requestID: "late").names == ["Fine", "Passed"])
        #expect(try await harness.run(#"{"sweep":true}"#, requestID: "later").names == ["Fine"])
    }
}
