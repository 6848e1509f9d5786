import JSON
import Synchronization
import TestSupport
import Testing
import UTCTime

@testable import DMSCompletionHandler

/// A stop is settled once, whatever comes twice, late, early or half done.
@Suite struct CompletionCheckTests {
    private static let manifestPath = "/example-manifests/manifests/shop/20261121T020000Z.json"

    private func aws(_ tables: [String], _ change: (inout FakeAWS.World) -> Void = { _ in }) throws -> FakeAWS {
        var world = FakeAWS.World()
        world.tasks[HandlerHarness.task] = HandlerHarness.finished
        world.tables = tables
        change(&world)
        return try FakeAWS(world)
    }

    private let good = ["a", "b", "c"].map { HandlerHarness.table($0) }

    @Test func aFullLoadThatTrulySucceededGoesOn() async throws {
        let aws = try aws(good)
        let result = try await HandlerHarness(aws).run(HandlerHarness.stopped())
        #expect(result.names == ["Passed"])
        #expect(result.first["passed"]?.number == 3)
        #expect(result.first["manifest"]?.string == "s3:/\(Self.manifestPath)")
        #expect(aws.bodies("StartCrawler") == [#"{"Name":"example-crawler"}"#])
        #expect(aws.bodies("Publish").count == 1)
        #expect(aws.bodies("PutEvents").first?.contains("Migration Passed") == true)
        let record = try #require(aws.record(HandlerHarness.run))
        #expect(record["state"]?.string == "settled")
        #expect(record["steps"]?["crawler"]?["state"]?.string == "started")
        #expect(result.log.contains { $0.contains(#""outcome":"Passed""#) && $0.contains(#""tablesPassed":3"#) })
    }

    @Test func theManifestIsWrittenBeforeAnythingStarts() async throws {
        let aws = try aws(good)
        _ = try await HandlerHarness(aws).run(HandlerHarness.stopped())
        let order = aws.calls.withLock { $0.map(\.operation) }
        let written = try #require(order.firstIndex(of: "PutObject"))
        #expect(try #require(order.firstIndex(of: "StartCrawler")) > written)
        #expect(try #require(order.firstIndex(of: "Publish")) > written)
    }

    @Test func theManifestSaysEverythingThatIsKnown() async throws {
        let aws = try aws(good)
        _ = try await HandlerHarness(aws).run(HandlerHarness.stopped())
        let text = try #require(aws.world.withLock { $0.objects[Self.manifestPath] })
        let manifest = try JSONDocument(text).decode(Manifest.self)
        #expect(manifest.verdict == .passed)
        #expect(manifest.task.stopReason == "FULL_LOAD_ONLY_FINISHED")
        #expect(manifest.task.seconds == 1800)
        #expect(manifest.task.stoppedAt == HandlerHarness.run)
        #expect(manifest.tables.map(\.table) == ["public.a", "public.b", "public.c"])
        #expect(manifest.tables[0].rows == .init(source: nil, dms: 10, target: nil))
        #expect(manifest.evidence.source == "not reachable: DMS's validation and statistics")
    }

    @Test func aSuspendedTableHoldsEverythingAndIsNamed() async throws {
        let aws = try aws(good + [HandlerHarness.table("sales_order", state: "Table error")])
        let result = try await HandlerHarness(aws).run(HandlerHarness.stopped())
        #expect(result.names == ["Quarantined"])
        #expect(result.first["quarantinedTables"]?.elements.first?["table"]?.string == "public.sales_order")
        #expect(aws.bodies("StartCrawler").isEmpty)
        #expect(aws.bodies("Publish").first?.contains("sales_order") == true)
        #expect(aws.world.withLock { $0.objects[Self.manifestPath] } != nil)
    }

    @Test func throughTheTableGateWhatPassedGoesOn() async throws {
        let aws = try aws(good + [HandlerHarness.table("d", state: "Table error")])
        let harness = try await HandlerHarness(aws, #""policy":"table","next":[{"crawler":"c"}]"#)
        let result = try await harness.run(HandlerHarness.stopped())
        #expect(result.names == ["PartlyPassed"])
        #expect(aws.bodies("StartCrawler").count == 1)
        #expect(aws.bodies("PutEvents").first?.contains(#"\"quarantined\":[\"public.d\"]"#) == true)
    }

    @Test func aDuplicateDoesNothing() async throws {
        let aws = try aws(good)
        let harness = try await HandlerHarness(aws)
        _ = try await harness.run(HandlerHarness.stopped(), requestID: "first")
        let second = try await harness.run(HandlerHarness.stopped(), requestID: "second")
        #expect(second.names == ["Duplicate"])
        #expect(second.first["reason"]?.string == "settled before: Passed")
        #expect(aws.bodies("StartCrawler").count == 1)
        #expect(aws.bodies("Publish").count == 1)
    }

    @Test func ofTwoAtOnceOneDoesTheWork() async throws {
        let aws = try aws(good)
        let harness = try await HandlerHarness(aws)
        async let one = harness.run(HandlerHarness.stopped(), requestID: "one")
        async let two = harness.run(HandlerHarness.stopped(), requestID: "two")
        let names = try await (one.names + two.names).sorted()
        #expect(names == ["Duplicate", "Passed"])
        #expect(aws.bodies("StartCrawler").count == 1)
    }

    @Test func anotherStopOfTheSameTaskIsCheckedAnew() async throws {
        let aws = try aws(good)
        let harness = try await HandlerHarness(aws)
        _ = try await harness.run(HandlerHarness.stopped(), requestID: "first")
        aws.world.withLock {
            $0.tasks[HandlerHarness.task] = HandlerHarness.finished.replacing("1795226400", with: "1795312800")
        }
        #expect(try await harness.run(HandlerHarness.stopped(), requestID: "second").names == ["Passed"])
        #expect(aws.world.withLock { $0.objects.count } == 2)
    }

    @Test func anEventThatComesBeforeTheAPIShowsTheStopComesAgain() async throws {
        let running = HandlerHarness.finished.replacing(#""stopped""#, with: #""running""#)
        let aws = try aws(good) { $0.tasks[HandlerHarness.task] = running }
        let clock = ManualClock(UTCTime(iso8601: "2026-11-21T02:00:06Z") ?? .now())
        let harness = try await HandlerHarness(aws, clock: clock.source)
        let event = HandlerHarness.stopped()
        #expect(try await harness.run(event, requestID: "early").names == ["Rechecking"])
        let message = try #require(aws.bodies("SendMessage").first)
        #expect(message.contains(#""DelaySeconds":30"#))
        aws.world.withLock { $0.tasks[HandlerHarness.task] = HandlerHarness.finished }
        let body = try JSON.parse(message)["MessageBody"]?.string
        #expect(try await harness.run(try #require(body), requestID: "again").names == ["Passed"])
    }

    @Test func aLateEventOfATaskThatRunsAgainIsStale() async throws {
        let aws = try aws(good) {
            $0.tasks[HandlerHarness.task] = HandlerHarness.finished.replacing(#""stopped""#, with: #""running""#)
        }
        let result = try await HandlerHarness(aws).run(HandlerHarness.stopped(at: "2020-01-01T00:00:00Z"))
        #expect(result.names == ["Stale"])
        #expect(aws.bodies("SendMessage").isEmpty)
    }

    @Test func anUnknownReasonIsRecheckedThenAlarmedAndNeverASuccess() async throws {
        let aws = try aws(good) {
            $0.tasks[HandlerHarness.task] = HandlerHarness.finished.replacing("FULL_LOAD_ONLY_FINISHED", with: "NEW")
        }
        let harness = try await HandlerHarness(aws, [:])
        #expect(try await harness.run(HandlerHarness.stopped()).names == ["Rechecking"])
        let last = #"{"recheck":{"resource":"\#(HandlerHarness.task)","attempt":10}}"#
        #expect(try await harness.run(last).names == ["Undecided"])
        #expect(try await harness.run(last, requestID: "once more").names == ["Undecided"])
        #expect(aws.bodies("Publish").count == 1)
        #expect(aws.bodies("StartCrawler").isEmpty)
    }

    @Test func pendingValidationIsLookedAtAgain() async throws {
        let aws = try aws([HandlerHarness.table("a", validation: "Pending records")])
        let harness = try await HandlerHarness(aws)
        #expect(try await harness.run(HandlerHarness.stopped()).names == ["Rechecking"])
        aws.world.withLock { $0.tables = [HandlerHarness.table("a", validation: "Validated")] }
        // The claim was let go: another invocation may take it at once.
        #expect(try await harness.run(HandlerHarness.stopped(), requestID: "next").names == ["Passed"])
    }

    @Test func aTaskThatGoesOnWhileItIsCheckedIsStale() async throws {
        let aws = try aws(good)
        let restarted = HandlerHarness.finished.replacing(#""stopped""#, with: #""running""#)
        aws.world.withLock { $0.tasksAfterStatistics = [HandlerHarness.task: restarted] }
        let result = try await HandlerHarness(aws).run(HandlerHarness.stopped())
        #expect(result.names == ["Stale"])
        #expect(aws.world.withLock { $0.objects.isEmpty })
        #expect(aws.bodies("StartCrawler").isEmpty)
    }

    @Test func aStepThatCannotBeTakenIsTakenAgainAndTheOthersAreNot() async throws {
        let aws = try aws(good) { $0.failures["StartCrawler"] = ["400 EntityNotFoundException"] }
        let harness = try await HandlerHarness(aws)
        let event = #"{"Records":[{"messageId":"m","body":\#(JSON.string(HandlerHarness.stopped()).text)}]}"#
        let (first, log) = try await harness.respond(Array(event.utf8), requestID: "first")
        #expect(first["batchItemFailures"]?.elements.count == 1)
        #expect(log.contains { $0.contains("StepFailed") && $0.contains("EntityNotFoundException") })
        let (second, _) = try await harness.respond(Array(event.utf8), requestID: "second")
        #expect(second["batchItemFailures"]?.elements.isEmpty == true)
        // The proof stands: nothing was asked for again.
        #expect(aws.bodies("DescribeTableStatistics").count == 2)
        #expect(aws.bodies("StartCrawler").count == 2)
        #expect(aws.world.withLock { $0.objects.count } == 1)
    }

    @Test func aCrawlerThatRunsIsStartedAgainWhenItIsDone() async throws {
        let aws = try aws(good) { $0.crawlerIsRunning = true }
        let harness = try await HandlerHarness(aws)
        #expect(try await harness.run(HandlerHarness.stopped(), requestID: "first").names == ["Continuing"])
        #expect(aws.bodies("Publish").isEmpty)
        // By then the task may be running again: the message names the stop.
        let message = try JSON.parse(try #require(aws.bodies("SendMessage").first))
        aws.world.withLock {
            $0.crawlerIsRunning = false
            $0.tasks[HandlerHarness.task] = #""Status":"running""#
        }
        let body = try #require(message["MessageBody"]?.string)
        #expect(try await harness.run(body, requestID: "second").names == ["Passed"])
        #expect(aws.bodies("Publish").count == 1)
    }

    @Test func anotherWritersManifestCounts() async throws {
        let aws = try aws(good)
        let harness = try await HandlerHarness(aws)
        _ = try await harness.run(HandlerHarness.stopped(), requestID: "first")
        let quarantined = try #require(aws.world.withLock { $0.objects[Self.manifestPath] })
            .replacing(#""verdict": "passed""#, with: #""verdict": "quarantined""#)
        let other = try FakeAWS(aws.world.withLock { $0 })
        other.world.withLock { $0.objects[Self.manifestPath] = quarantined }
        let result = try await HandlerHarness(other).run(HandlerHarness.stopped())
        #expect(result.names == ["Quarantined"])
        #expect(other.bodies("StartCrawler").isEmpty)
        #expect(other.world.withLock { $0.objects[Self.manifestPath] } == quarantined)
    }

    @Test func aSettledStopIsCheckedAnewOnDemandIntoTheNextRevision() async throws {
        let aws = try aws([HandlerHarness.table("a", state: "Table error")])
        let harness = try await HandlerHarness(aws)
        #expect(try await harness.run(HandlerHarness.stopped(), requestID: "first").names == ["Quarantined"])
        aws.world.withLock { $0.tables = [HandlerHarness.table("a")] }
        let again = #"{"migration":"shop","force":true}"#
        let result = try await harness.run(again, requestID: "second")
        #expect(result.names == ["Passed"])
        #expect(result.first["manifest"]?.string?.hasSuffix("20261121T020000Z.2.json") == true)
        #expect(aws.world.withLock { $0.objects.count } == 2)
    }

    @Test func whatAWSRefusesForNowComesAgainAndIsThenBlockedAndToldOnce() async throws {
        let aws = try aws(good) { $0.failures["PutObject"] = ["503 SlowDown"] }
        let harness = try await HandlerHarness(aws)
        #expect(try await harness.run(HandlerHarness.stopped(), requestID: "first").names == ["Rechecking"])
        aws.world.withLock { $0.failures["PutObject"] = ["403 AccessDenied", "403 AccessDenied"] }
        for request in ["second", "third"] {
            let error = await #expect(throws: CallerError.self) {
                try await harness.run(HandlerHarness.stopped(), requestID: request)
            }
            #expect(error?.errorType == "DMS.Blocked")
            #expect(error?.errorMessage.contains("AccessDenied") == true)
        }
        #expect(aws.bodies("Publish").count == 1)
        #expect(try await harness.run(HandlerHarness.stopped(), requestID: "fourth").names == ["Passed"])
        #expect(aws.bodies("Publish").count == 2)
    }

    @Test func aTaskThatShouldRunAndDoesNotIsToldOnceADay() async throws {
        let aws = try aws(good) {
            $0.tasks[HandlerHarness.task] = HandlerHarness.finished.replacing("FULL_LOAD_ONLY_FINISHED", with: "NORMAL")
                .replacing("full-load", with: "cdc")
        }
        let harness = try await HandlerHarness(aws, #""must_run":true"#)
        for request in ["first", "second"] {
            #expect(try await harness.run(#"{"sweep":true}"#, requestID: request).names == ["NotRunning"])
        }
        #expect(aws.bodies("Publish").count == 1)
    }

    @Test func aStopWhoseEventNeverCameIsFoundByTheSweeper() async throws {
        let aws = try aws(good)
        let harness = try await HandlerHarness(aws)
        #expect(try await harness.run(#"{"sweep":true}"#, requestID: "first").names == ["Passed"])
        #expect(try await harness.run(#"{"sweep":true}"#, requestID: "second").names == ["Fine"])
    }

    @Test func thePlanMayLieInAnObject() async throws {
        let aws = try aws(good)
        let json = #"{"migrations":[{"name":"shop","task":"\#(HandlerHarness.task)"}]}"#
        aws.world.withLock { $0.objects["/example-config/migrations.json"] = json }
        let harness = try await HandlerHarness(
            aws,
            ["MIGRATIONS": "", "PLAN_S3_URI": "s3://example-config/migrations.json"]
        )
        #expect(try await harness.run(HandlerHarness.stopped()).names == ["Passed"])
    }

    @Test func explainingWritesNothing() async throws {
        let aws = try aws(good + [HandlerHarness.table("sales_order", state: "Table error")])
        let text = try await HandlerHarness(aws).function.dryRun(Array(#"{"migration":"shop"}"#.utf8))
        #expect(text.contains("public.a: passed (DMS 10 rows)"))
        #expect(text.contains("public.sales_order: quarantined (DMS 10 rows): DMS says: Table error"))
        #expect(text.contains("nothing would be started"))
        let writing: Set = [
            "PutItem", "DeleteItem", "PutObject", "StartCrawler", "Publish", "PutEvents", "SendMessage",
        ]
        #expect(aws.calls.withLock { $0.map(\.operation) }.allSatisfy { !writing.contains($0) })
    }

    @Test func aMarkerThatPointsBackIsAnErrorAndNoEndlessLoop() async throws {
        let aws = try aws(good + good + good) { $0.markersPointBack = true }
        let last = #"{"recheck":{"resource":"\#(HandlerHarness.task)","attempt":10}}"#
        let error = await #expect(throws: CallerError.self) { try await HandlerHarness(aws).run(last) }
        #expect(error?.errorMessage.contains("RepeatedMarker") == true)
    }

    // MARK: - Which end it is

    private func failed(_ message: String = "disk full", dates: String = "") -> String {
        #""MigrationType":"full-load","Status":"failed","LastFailureMessage":"\#(message)","ReplicationTaskStats":{\#(dates)}"#
    }

    private static func failure(at time: String) -> String {
        HandlerHarness.stopped(at: time).replacing("STOPPED", with: "FAILED").replacing("0079", with: "0078")
    }

    @Test(arguments: ["", #""StartDate":1795224600"#]) func twoFailuresWithoutAStopDateAreTwo(dates: String)
        async throws
    {
        let aws = try aws(good) { $0.tasks[HandlerHarness.task] = failed(dates: dates) }
        let harness = try await HandlerHarness(aws)
        let (first, second) = (Self.failure(at: "2026-11-21T02:00:05Z"), Self.failure(at: "2026-11-21T05:00:05Z"))
        #expect(try await harness.run(first, requestID: "1").names == ["Failed"])
        #expect(try await harness.run(first, requestID: "2").names == ["Duplicate"])
        #expect(try await harness.run(#"{"sweep":true}"#, requestID: "3").names == ["Fine"])
        #expect(try await harness.run(second, requestID: "4").names == ["Failed"])
        #expect(try await harness.run(second, requestID: "5").names == ["Duplicate"])
        #expect(aws.bodies("Publish").count == 2)
    }

    @Test func aFailureThatStillShowsTheStopDateOfASuccessIsNoDuplicate() async throws {
        let aws = try aws(good)
        let harness = try await HandlerHarness(aws)
        #expect(try await harness.run(HandlerHarness.stopped(), requestID: "1").names == ["Passed"])
        aws.world.withLock { $0.tasks[HandlerHarness.task] = failed(dates: HandlerHarness.dates) }
        // Found by the sweeper before its event comes: told once.
        #expect(try await harness.run(#"{"sweep":true}"#, requestID: "2").names == ["Failed"])
        #expect(try await harness.run(#"{"sweep":true}"#, requestID: "3").names == ["Fine"])
        #expect(aws.bodies("Publish").count == 2)
    }

    @Test func aFailureThatStillShowsThePreviousStopDateIsNoDuplicate() async throws {
        let aws = try aws(good) { $0.tasks[HandlerHarness.task] = failed(dates: HandlerHarness.dates) }
        let harness = try await HandlerHarness(aws)
        #expect(try await harness.run(Self.failure(at: "2026-11-21T02:00:05Z"), requestID: "1").names == ["Failed"])
        #expect(try await harness.run(Self.failure(at: "2026-11-21T09:00:05Z"), requestID: "2").names == ["Failed"])
        #expect(try await harness.run(Self.failure(at: "2026-11-21T09:00:05Z"), requestID: "3").names == ["Duplicate"])
        #expect(aws.bodies("Publish").count == 2)
    }

    @Test func anEventOfANewStopThatTheAPIDoesNotShowYetIsRechecked() async throws {
        let aws = try aws(good)
        let harness = try await HandlerHarness(aws)
        #expect(try await harness.run(HandlerHarness.stopped(), requestID: "1").names == ["Passed"])
        let new = HandlerHarness.stopped(at: "2026-11-22T02:00:05Z")
        #expect(try await harness.run(new, requestID: "2").names == ["Rechecking"])
        let message = try JSON.parse(try #require(aws.bodies("SendMessage").first))
        aws.world.withLock {
            $0.tasks[HandlerHarness.task] = HandlerHarness.finished.replacing("1795226400", with: "1795312800")
        }
        let body = try #require(message["MessageBody"]?.string)
        #expect(try await harness.run(body, requestID: "3").names == ["Passed"])
        #expect(aws.world.withLock { $0.objects.count } == 2)
    }

    @Test func whoeverAsksLearnsTheVerdictThatIsSettled() async throws {
        let aws = try aws(good + [HandlerHarness.table("d", state: "Table error")])
        let harness = try await HandlerHarness(aws)
        #expect(try await harness.run(HandlerHarness.stopped(), requestID: "1").names == ["Quarantined"])
        let asked = #"{"migration":"shop","failUnlessPassed":true}"#
        let error = await #expect(throws: CallerError.self) { try await harness.run(asked, requestID: "2") }
        #expect(error?.errorType == "DMS.Quarantined")
        #expect(error?.errorMessage.contains("public.d: DMS says: Table error") == true)
        let answer = try await harness.run(#"{"migration":"shop"}"#, requestID: "3")
        #expect(answer.names == ["Quarantined"])
        #expect(answer.first["quarantinedTables"]?.elements.first?["table"]?.string == "public.d")
        // Told again, and neither counted nor notified again.
        #expect(answer.log.contains { $0.contains(#""outcome":"Duplicate""#) })
        #expect(aws.bodies("Publish").count == 1)
        #expect(aws.bodies("DescribeTableStatistics").count == 2)
    }

    @Test func aPassThatIsSettledIsAPassToWhoeverAsks() async throws {
        let aws = try aws(good)
        let harness = try await HandlerHarness(aws)
        _ = try await harness.run(HandlerHarness.stopped(), requestID: "1")
        let asked = #"{"migration":"shop","failUnlessPassed":true}"#
        #expect(try await harness.run(asked, requestID: "2").names == ["Passed"])
    }

    // MARK: - The manifest that is written

    @Test func aManifestThatWasWrittenIsBelievedBeforeAnythingIsCountedAgain() async throws {
        let aws = try aws(good)
        let harness = try await HandlerHarness(aws)
        _ = try await harness.run(HandlerHarness.stopped(), requestID: "1")
        let reads = aws.bodies("DescribeTableStatistics").count
        // As if the process had died before it recorded anything.
        aws.database.withLock { $0 = FakeDynamoDB() }
        aws.world.withLock { $0.tables = [HandlerHarness.table("a", state: "Table error")] }
        #expect(try await harness.run(HandlerHarness.stopped(), requestID: "2").names == ["Passed"])
        #expect(aws.bodies("DescribeTableStatistics").count == reads)
    }

    @Test func aPolicyForATableThatDoesNotExistIsReported() async throws {
        let aws = try aws(good)
        let harness = try await HandlerHarness(aws, #""tables":{"public.custmers":"ignore","public.%":"exact"}"#)
        let result = try await harness.run(HandlerHarness.stopped())
        #expect(result.names == ["Passed"])
        #expect(
            result.first["warnings"]?.elements.map(\.string)
                == ["the plan's tables name public.custmers, and the migration has no such table"]
        )
        #expect(aws.bodies("Publish").first?.contains("custmers") == true)
    }

    @Test func explainingATransferSaysWhatWouldHappen() async throws {
        let task = "arn:aws:datasync:us-east-1:123456789012:task/task-1"
        let aws = try aws(good) {
            $0.executions["\(task)/execution/exec-1"] = #""Status":"SUCCESS","Result":{"TransferStatus":"SUCCESS"}"#
        }
        let harness = try await HandlerHarness(aws, "", others: #"{"name":"files","task":"\#(task)"}"#)
        let text = try await harness.function.dryRun(Array(#"{"migration":"files"}"#.utf8))
        #expect(text.contains("files: \(task)/execution/exec-1 is SUCCESS"))
        #expect(text.contains("verdict: passed: 0 files transferred"))
    }
}
