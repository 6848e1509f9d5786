import Synchronization
import TestSupport
import Testing
import UTCTime

@testable import DMSCompletionHandler

/// The step `load`: RedshiftLoader, or a function with its contract, loads the tables that passed.
@Suite struct LoadStatementKindTests {
    private static let id = "shop-2026-11-21T02-00-00-000Z"
    private static let steps = step("")

    private static func step(_ plan: String) -> String {
        #"""
        "target":{"kind":"s3","bucket":"example-raw","prefix":"shop"},
        "next":[{"load":{"function":"example-redshift-loader"\#(plan)}},{"crawler":"example-crawler"}]
        """#
    }

    private static func answer(_ loads: String) -> String { #"{"outcome":"Load","loads":[\#(loads)]}"# }

    private func aws(_ change: (inout FakeAWS.World) -> Void = { _ in }) throws -> FakeAWS {
        var world = FakeAWS.World()
        world.tasks[HandlerHarness.task] = HandlerHarness.finished
        world.tables = [HandlerHarness.table("customers")]
        world.files["shop/public/customers/LOAD00000001.parquet"] = (500, "2026-11-21T01:45:00.000Z")
        world.functionAnswer = Self.answer(#"{"table":"staging.customers","status":"submitted"}"#)
        change(&world)
        return try FakeAWS(world)
    }

    /// The function's input, where it has the sample event's shape.
    private func loads(_ aws: FakeAWS) throws -> [JSON] {
        try aws.bodies("InvokeAsync").map { try #require(try JSON.parse($0)["load"]) }
    }

    @Test func theFunctionIsInvokedWithTheFoldersAndTheNextStepWaitsForItsEnd() async throws {
        let aws = try aws()
        let harness = try await HandlerHarness(aws, Self.step(#","plan":"retail""#))
        #expect(try await harness.run(HandlerHarness.stopped(), requestID: "first").names == ["Continuing"])
        let folder = #"{"rows":10,"uri":"s3://example-raw/shop/public/customers/"}"#
        #expect(
            aws.bodies("InvokeAsync") == [#"{"load":{"folders":[\#(folder)],"id":"\#(Self.id)","plan":"retail"}}"#]
        )
        #expect(try await harness.run(HandlerHarness.stopped(), requestID: "second").names == ["Continuing"])
        #expect(aws.bodies("Invoke") == [#"{"status":"\#(Self.id)"}"#])
        #expect(aws.bodies("InvokeAsync").count == 1)
        #expect(aws.bodies("StartCrawler").isEmpty)
        aws.world.withLock { $0.functionAnswer = Self.answer(#"{"status":"Loaded"},{"status":"Duplicate"}"#) }
        #expect(try await harness.run(HandlerHarness.stopped(), requestID: "third").names == ["Passed"])
        #expect(aws.bodies("StartCrawler").count == 1)
    }

    @Test func theTablesThatPassedAreLoadedAndNoOther() async throws {
        let aws = try aws { world in
            world.tables = [
                HandlerHarness.table("customers"), HandlerHarness.table("broken", state: "Table error"),
                HandlerHarness.table("empty", rows: 0), HandlerHarness.table("log"),
            ]
            world.files["shop/public/broken/LOAD00000001.parquet"] = (500, "2026-11-21T01:45:00.000Z")
            world.files["shop/public/log/LOAD00000001.parquet"] = (500, "2026-11-21T01:45:00.000Z")
        }
        let members = #""policy":"table","tables":{"public.log":"ignore"},"# + Self.steps
        let harness = try await HandlerHarness(aws, members)
        #expect(try await harness.run(HandlerHarness.stopped()).names == ["Continuing"])
        let folders = try #require(try loads(aws).first?["folders"]?.elements)
        // A table that became empty has no files, and is to become empty there too.
        let expected = [
            ("s3://example-raw/shop/public/customers/", 10), ("s3://example-raw/shop/public/empty/", 0),
        ]
        #expect(folders.compactMap { $0["uri"]?.string } == expected.map(\.0))
        #expect(folders.map { $0["rows"] } == expected.map { .number(Double($0.1)) })
    }

    @Test func theFilesOfChangesHaveNoCountOfRows() async throws {
        let aws = try aws { world in
            world.tasks[HandlerHarness.task] = HandlerHarness.finished.replacing("full-load", with: "full-load-and-cdc")
        }
        let harness = try await HandlerHarness(aws, Self.steps)
        _ = try await harness.run(HandlerHarness.stopped())
        let folder = try #require(try loads(aws).first?["folders"]?.elements.first)
        #expect(folder["uri"]?.string == "s3://example-raw/shop/public/customers/")
        #expect(folder["rows"] == nil)
    }

    /// An end of a load that is no success, and the words of the failure.
    @Test(arguments: [
        (#"{"table":"retail.sales","status":"Rejected","message":"line 7"}"#, "retail.sales: Rejected: line 7"),
        (#"{"status":"Loaded"},{"table":"t","status":"Held"}"#, "t: Held"),
        (#"{"status":"queued"},{"status":"Failed","message":"no grant"}"#, "Failed: no grant"),
        (#"{"status":"Cancelled"}"#, "Cancelled"), (#"{"status":"Miscounted"}"#, "Miscounted"),
        (#"{"status":"AWordOfALaterVersion"}"#, "AWordOfALaterVersion"), (#"{"status":""}"#, "could not load"),
    ])
    func aLoadThatFailedIsNotifiedOnceAndOnlyAskedAbout(loads: String, words: String) async throws {
        let aws = try aws()
        let harness = try await HandlerHarness(aws, Self.steps)
        _ = try await harness.run(HandlerHarness.stopped(), requestID: "first")
        aws.world.withLock { $0.functionAnswer = Self.answer(loads) }
        for request in ["second", "third"] {
            let error = await #expect(throws: HandlerError.self) {
                try await harness.run(HandlerHarness.stopped(), requestID: request)
            }
            #expect(error?.errorType == "DMS.StepFailed")
            #expect(error?.errorMessage.contains("example-redshift-loader could not load \(Self.id)") == true)
            #expect(error?.errorMessage.contains(words) == true, "\(error?.errorMessage ?? "")")
        }
        #expect(aws.bodies("Publish").count == 1)
        // RedshiftLoader retries by itself what may pass, and the rest is a person's.
        #expect(aws.bodies("InvokeAsync").count == 1)
        #expect(aws.bodies("StartCrawler").isEmpty)
        aws.world.withLock { $0.functionAnswer = Self.answer(#"{"status":"Loaded"}"#) }
        #expect(try await harness.run(HandlerHarness.stopped(), requestID: "fourth").names == ["Passed"])
        #expect(aws.bodies("StartCrawler").count == 1)
    }

    @Test(arguments: [
        answer(""), #"{"outcome":"Load"}"#, #"{"outcome":"Load","loads":null}"#, answer(#"{"status":"queued"}"#),
        answer(#"{"status":"Loaded"},{"status":"waiting"}"#), #"{"outcome":"Load","load":{"status":"comparing"}}"#,
        answer(#"{"status":"aPhaseOfALaterVersion"}"#),
    ])
    func aLoadThatGoesOnIsAskedAboutAgain(answer: String) async throws {
        let aws = try aws { $0.functionAnswer = answer }
        let harness = try await HandlerHarness(aws, Self.steps)
        for request in ["first", "second", "third"] {
            #expect(try await harness.run(HandlerHarness.stopped(), requestID: request).names == ["Continuing"])
        }
        #expect(aws.bodies("InvokeAsync").count == 1)
    }

    @Test func aLoadThatTheFunctionDoesNotKnowIsAskedForAgain() async throws {
        let aws = try aws { $0.functionAnswer = #"{"outcome":"Unknown"}"# }
        let harness = try await HandlerHarness(aws, Self.steps)
        for request in ["first", "second"] {
            #expect(try await harness.run(HandlerHarness.stopped(), requestID: request).names == ["Continuing"])
        }
        #expect(aws.bodies("InvokeAsync").count == 2)
        #expect(Set(aws.bodies("InvokeAsync")).count == 1)
    }

    @Test(arguments: [
        "{}", #"{"outcome":"Accepted"}"#, "[]", "", "null", #"{"outcome":7}"#, answer(#"{"state":"loaded"}"#),
        answer(#"{"status":7}"#), answer("7"), #"{"outcome":"Load","loads":{}}"#, #"{"state":"loaded"}"#,
    ])
    func anAnswerThatCannotBeReadIsAFailureThatSaysWhatIsExpected(answer: String) async throws {
        let aws = try aws { $0.functionAnswer = answer }
        let harness = try await HandlerHarness(aws, Self.steps)
        _ = try await harness.run(HandlerHarness.stopped(), requestID: "first")
        let error = await #expect(throws: HandlerError.self) {
            try await harness.run(HandlerHarness.stopped(), requestID: "second")
        }
        #expect(error?.errorMessage.contains(#"does not answer {"status": "\#(Self.id)"}"#) == true)
        #expect(aws.bodies("StartCrawler").isEmpty)
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

    @Test func leftoverFilesAreQuarantinedBeforeAnythingReadsThem() async throws {
        let aws = try aws {
            $0.files["shop/public/customers/LOAD00000000.parquet"] = (500, "2026-11-20T01:45:00.000Z")
        }
        #expect(try await HandlerHarness(aws, Self.steps).run(HandlerHarness.stopped()).names == ["Quarantined"])
        #expect(aws.bodies("InvokeAsync").isEmpty)
    }
}
