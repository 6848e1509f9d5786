import JSON
import Synchronization
import TestSupport
import Testing
import UTCTime

@testable import DMSCompletionHandler

/// An end is completed once, whatever comes twice, late, early or half done.
@Suite struct CompletionCheckTests {
    private static let manifestPath = "/example-manifests/manifests/shop/20261121T020000Z.json"

    private let good = HandlerHarness.good

    @Test func aFullLoadThatTrulySucceededIsFollowedByItsSteps() async throws {
        let aws = try FakeAWS.finished(good)
        let result = try await HandlerHarness(aws).run(HandlerHarness.stopped())
        #expect(result.names == ["Passed"])
        #expect(result.first["passed"]?.number == 3)
        #expect(result.first["manifest"]?.string == "s3:/\(Self.manifestPath)")
        #expect(aws.bodies("StartCrawler") == [#"{"Name":"example-crawler"}"#])
        #expect(aws.bodies("Publish").count == 1)
        #expect(aws.bodies("PutEvents").first?.contains("Migration Passed") == true)
        let record = try #require(aws.record(HandlerHarness.run))
        #expect(record["state"]?.string == "completed")
        #expect(record["steps"]?["crawler"]?["state"]?.string == "started")
        #expect(result.log.contains { $0.contains(#""outcome":"Passed""#) && $0.contains(#""tablesPassed":3"#) })
    }

    @Test func aSuspendedTableHoldsEverythingAndIsNamed() async throws {
        let aws = try FakeAWS.finished(good + [HandlerHarness.table("sales_order", state: "Table error")])
        let result = try await HandlerHarness(aws).run(HandlerHarness.stopped())
        #expect(result.names == ["Quarantined"])
        #expect(result.first["quarantinedTables"]?.elements.first?["table"]?.string == "public.sales_order")
        #expect(aws.bodies("StartCrawler").isEmpty)
        #expect(aws.bodies("Publish").first?.contains("sales_order") == true)
        #expect(aws.world.withLock { $0.objects[Self.manifestPath] } != nil)
    }

    @Test func underThePolicyTableWhatPassedIsReleased() async throws {
        let aws = try FakeAWS.finished(good + [HandlerHarness.table("d", state: "Table error")])
        let harness = try await HandlerHarness(aws, #""policy":"table","next":[{"crawler":"c"}]"#)
        let result = try await harness.run(HandlerHarness.stopped())
        #expect(result.names == ["PartlyPassed"])
        #expect(aws.bodies("StartCrawler").count == 1)
        #expect(aws.bodies("PutEvents").first?.contains(#"\"quarantined\":[\"public.d\"]"#) == true)
    }

    @Test func aDuplicateDoesNothing() async throws {
        let aws = try FakeAWS.finished(good)
        let harness = try await HandlerHarness(aws)
        _ = try await harness.run(HandlerHarness.stopped(), requestID: "first")
        let second = try await harness.run(HandlerHarness.stopped(), requestID: "second")
        #expect(second.names == ["Duplicate"])
        #expect(second.first["reason"]?.string == "completed before: Passed")
        #expect(aws.bodies("StartCrawler").count == 1)
        #expect(aws.bodies("Publish").count == 1)
    }

    @Test func ofTwoAtOnceOneDoesTheWork() async throws {
        let aws = try FakeAWS.finished(good)
        let harness = try await HandlerHarness(aws)
        async let one = harness.run(HandlerHarness.stopped(), requestID: "one")
        async let two = harness.run(HandlerHarness.stopped(), requestID: "two")
        let names = try await (one.names + two.names).sorted()
        #expect(names == ["Duplicate", "Passed"])
        #expect(aws.bodies("StartCrawler").count == 1)
    }

    @Test func aLateEventOfATaskThatRunsAgainIsStale() async throws {
        let aws = try FakeAWS.finished(good) {
            $0.tasks[HandlerHarness.task] = HandlerHarness.finished.replacing(#""stopped""#, with: #""running""#)
        }
        let result = try await HandlerHarness(aws).run(HandlerHarness.stopped(at: "2020-01-01T00:00:00Z"))
        #expect(result.names == ["Stale"])
        #expect(aws.bodies("SendMessage").isEmpty)
    }

    @Test func aStepThatCannotBeTakenIsRetriedAndTheOthersAreNot() async throws {
        let aws = try FakeAWS.finished(good) { $0.failures["StartCrawler"] = ["400 EntityNotFoundException"] }
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
        let aws = try FakeAWS.finished(good) { $0.crawlerIsRunning = true }
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

    @Test func aCompletedStopIsCheckedAnewOnDemandIntoTheNextRevision() async throws {
        let aws = try FakeAWS.finished([HandlerHarness.table("a", state: "Table error")])
        let harness = try await HandlerHarness(aws)
        #expect(try await harness.run(HandlerHarness.stopped(), requestID: "first").names == ["Quarantined"])
        aws.world.withLock { $0.tables = [HandlerHarness.table("a")] }
        let again = #"{"migration":"shop","force":true}"#
        let result = try await harness.run(again, requestID: "second")
        #expect(result.names == ["Passed"])
        #expect(result.first["manifest"]?.string?.hasSuffix("20261121T020000Z.2.json") == true)
        #expect(aws.world.withLock { $0.objects.count } == 2)
    }

    @Test func thePlanMayLieInAnObject() async throws {
        let aws = try FakeAWS.finished(good)
        let json = #"{"migrations":[{"name":"shop","task":"\#(HandlerHarness.task)"}]}"#
        aws.world.withLock { $0.objects["/example-config/migrations.json"] = json }
        let harness = try await HandlerHarness(
            aws,
            ["MIGRATIONS": "", "PLAN_S3_URI": "s3://example-config/migrations.json"]
        )
        #expect(try await harness.run(HandlerHarness.stopped()).names == ["Passed"])
    }

    @Test func aCallerGetsTheVerdictThatIsRecorded() async throws {
        let aws = try FakeAWS.finished(good + [HandlerHarness.table("d", state: "Table error")])
        let harness = try await HandlerHarness(aws)
        #expect(try await harness.run(HandlerHarness.stopped(), requestID: "1").names == ["Quarantined"])
        let asked = #"{"migration":"shop","failUnlessPassed":true}"#
        let error = await #expect(throws: HandlerError.self) { try await harness.run(asked, requestID: "2") }
        #expect(error?.errorType == "DMS.Quarantined")
        #expect(error?.errorMessage.contains("public.d: DMS says: Table error") == true)
        let answer = try await harness.run(#"{"migration":"shop"}"#, requestID: "3")
        #expect(answer.names == ["Quarantined"])
        #expect(answer.first["quarantinedTables"]?.elements.first?["table"]?.string == "public.d")
        // Repeated, and neither counted nor notified again.
        #expect(answer.log.contains { $0.contains(#""outcome":"Duplicate""#) })
        #expect(aws.bodies("Publish").count == 1)
        #expect(aws.bodies("DescribeTableStatistics").count == 2)
    }

    /// The event has settled it: the caller gets what was recorded.
    @Test(arguments: [
        (#""Status":"failed","LastFailureMessage":"no space""#, "DMS.Failed", "no space"),
        (
            #""Status":"stopped","StopReason":"Last Error x Stop Reason FATAL_ERROR Error Level FATAL","ReplicationTaskStats":{\#(HandlerHarness.dates)}"#,
            "DMS.Failed", "FATAL_ERROR"
        ),
        (
            #""MigrationType":"full-load-and-cdc","Status":"stopped","StopReason":"Stop Reason STOPPED_AFTER_CACHED_EVENTS","ReplicationTaskStats":{\#(HandlerHarness.dates)}"#,
            "DMS.NotYet", "STOPPED_AFTER_CACHED_EVENTS"
        ),
        (#""Status":"running""#, "DMS.NotYet", "running"),
    ])
    func aCallerGetsWhatIsRecorded(task: String, type: String, words: String) async throws {
        let aws = try FakeAWS.finished(good) {
            $0.tasks[HandlerHarness.task] = #""ReplicationTaskIdentifier":"example-shop",\#(task)"#
        }
        let harness = try await HandlerHarness(aws)
        _ = try await harness.run(HandlerHarness.stopped(), requestID: "1")
        for id in ["2", "3"] {
            let asked = #"{"migration":"shop","failUnlessPassed":true}"#
            let error = await #expect(throws: HandlerError.self) { try await harness.run(asked, requestID: id) }
            #expect(error?.errorType == type)
            #expect(error?.errorMessage.contains(words) == true, "\(error?.errorMessage ?? "")")
        }
    }

    @Test func aRecordedPassIsAPassToACaller() async throws {
        let aws = try FakeAWS.finished(good)
        let harness = try await HandlerHarness(aws)
        _ = try await harness.run(HandlerHarness.stopped(), requestID: "1")
        let asked = #"{"migration":"shop","failUnlessPassed":true}"#
        #expect(try await harness.run(asked, requestID: "2").names == ["Passed"])
    }
}
