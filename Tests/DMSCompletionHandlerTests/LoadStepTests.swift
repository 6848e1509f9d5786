import Synchronization
import TestSupport
import Testing
import UTCTime

@testable import DMSCompletionHandler

/// The step `load`: another function loads what the manifest lists.
@Suite struct LoadStepTests {
    private static let steps = #"""
        "target":{"kind":"s3","bucket":"example-raw","prefix":"shop"},
        "next":[{"load":{"function":"example-redshift-loader"}},{"crawler":"example-crawler"}]
        """#

    private func aws(_ change: (inout FakeAWS.World) -> Void = { _ in }) throws -> FakeAWS {
        var world = FakeAWS.World()
        world.tasks[HandlerHarness.task] = HandlerHarness.finished
        world.tables = [HandlerHarness.table("customers")]
        world.files["shop/public/customers/LOAD00000001.parquet"] = (500, "2026-11-21T01:45:00.000Z")
        world.functionAnswer = #"{"state":"loading"}"#
        change(&world)
        return try FakeAWS(world)
    }

    @Test func theFunctionIsInvokedWithOurEventAndTheNextStepWaitsForItsEnd() async throws {
        let aws = try aws()
        let harness = try await HandlerHarness(aws, Self.steps)
        #expect(try await harness.run(HandlerHarness.stopped(), requestID: "first").names == ["Continuing"])
        let event = try JSON.parse(try #require(aws.bodies("InvokeAsync").first))
        #expect(event["source"]?.string == "aws-lambdas.dms-completion-handler")
        #expect(event["detail-type"]?.string == "Migration Passed")
        #expect(event["resources"]?.elements.map(\.string) == [HandlerHarness.task])
        let manifest = "s3://example-manifests/manifests/shop/20261121T020000Z.json"
        #expect(event["detail"]?["manifest"]?.string == manifest)
        #expect(event["detail"]?["passed"]?.elements.map(\.string) == ["public.customers"])
        #expect(try await harness.run(HandlerHarness.stopped(), requestID: "second").names == ["Continuing"])
        #expect(aws.bodies("Invoke") == [#"{"status":{"manifest":"\#(manifest)"}}"#])
        #expect(aws.bodies("InvokeAsync").count == 1)
        #expect(aws.bodies("StartCrawler").isEmpty)
        aws.world.withLock { $0.functionAnswer = #"{"state":"loaded","tables":7}"# }
        #expect(try await harness.run(HandlerHarness.stopped(), requestID: "third").names == ["Passed"])
        #expect(aws.bodies("StartCrawler").count == 1)
    }

    @Test func aLoadThatFailedIsNotifiedWithItsReasonAndStartedAnew() async throws {
        let aws = try aws()
        let harness = try await HandlerHarness(aws, Self.steps)
        _ = try await harness.run(HandlerHarness.stopped(), requestID: "first")
        aws.world.withLock { $0.functionAnswer = #"{"state":"failed","reason":"no such column"}"# }
        let error = await #expect(throws: HandlerError.self) {
            try await harness.run(HandlerHarness.stopped(), requestID: "second")
        }
        #expect(error?.errorType == "DMS.StepFailed")
        #expect(error?.errorMessage.contains("example-redshift-loader could not load s3://") == true)
        #expect(error?.errorMessage.contains("no such column") == true)
        #expect(aws.bodies("Publish").count == 1)
        #expect(try await harness.run(HandlerHarness.stopped(), requestID: "third").names == ["Continuing"])
        #expect(aws.bodies("InvokeAsync").count == 2)
        #expect(aws.bodies("StartCrawler").isEmpty)
    }

    @Test func aLoadThatTheFunctionDoesNotKnowIsAskedForAgain() async throws {
        let aws = try aws { $0.functionAnswer = #"{"state":"unknown"}"# }
        let harness = try await HandlerHarness(aws, Self.steps)
        for request in ["first", "second"] {
            #expect(try await harness.run(HandlerHarness.stopped(), requestID: request).names == ["Continuing"])
        }
        #expect(aws.bodies("InvokeAsync").count == 2)
        #expect(Set(aws.bodies("InvokeAsync")).count == 1)
    }

    @Test(arguments: ["{}", #"{"state":"fine"}"#, "[]", "", #"{"state":7}"#])
    func anAnswerWithoutAStateIsAFailureThatSaysWhatIsExpected(answer: String) async throws {
        let aws = try aws { $0.functionAnswer = answer }
        let harness = try await HandlerHarness(aws, Self.steps)
        _ = try await harness.run(HandlerHarness.stopped(), requestID: "first")
        let error = await #expect(throws: HandlerError.self) {
            try await harness.run(HandlerHarness.stopped(), requestID: "second")
        }
        #expect(error?.errorMessage.contains("with a state (loading, loaded, failed, unknown)") == true)
    }

    @Test func aFunctionThatDoesNotExistIsNamed() async throws {
        let aws = try aws { $0.failures["InvokeAsync"] = ["404 ResourceNotFoundException"] }
        let error = await #expect(throws: HandlerError.self) {
            try await HandlerHarness(aws, Self.steps).run(HandlerHarness.stopped())
        }
        #expect(error?.errorType == "DMS.StepFailed")
        #expect(aws.bodies("StartCrawler").isEmpty)
    }

    @Test func nothingIsLoadedOfAQuarantinedMigration() async throws {
        let aws = try aws { $0.tables = [HandlerHarness.table("customers", state: "Table error")] }
        #expect(try await HandlerHarness(aws, Self.steps).run(HandlerHarness.stopped()).names == ["Quarantined"])
        #expect(aws.bodies("InvokeAsync").isEmpty)
    }
}
