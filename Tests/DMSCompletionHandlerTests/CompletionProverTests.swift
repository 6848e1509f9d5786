import JSON
import Synchronization
import TestSupport
import Testing
import UTCTime

@testable import DMSCompletionHandler

/// The manifest of an end: written once, and believed from then on.
@Suite struct CompletionProverTests {
    private static let manifestPath = "/example-manifests/manifests/shop/20261121T020000Z.json"

    private let good = HandlerHarness.good

    @Test func theManifestIsWrittenBeforeAnythingStarts() async throws {
        let aws = try FakeAWS.finished(good)
        _ = try await HandlerHarness(aws).run(HandlerHarness.stopped())
        let order = aws.calls.withLock { $0.map(\.operation) }
        let written = try #require(order.firstIndex(of: "PutObject"))
        #expect(try #require(order.firstIndex(of: "StartCrawler")) > written)
        #expect(try #require(order.firstIndex(of: "Publish")) > written)
    }

    @Test func theManifestSaysEverythingThatIsKnown() async throws {
        let aws = try FakeAWS.finished(good)
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

    @Test func anotherWritersManifestCounts() async throws {
        let aws = try FakeAWS.finished(good)
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

    @Test func aManifestThatWasWrittenIsBelievedBeforeAnythingIsCountedAgain() async throws {
        let aws = try FakeAWS.finished(good)
        let harness = try await HandlerHarness(aws)
        _ = try await harness.run(HandlerHarness.stopped(), requestID: "1")
        let reads = aws.bodies("DescribeTableStatistics").count
        // As if the process had died before it recorded anything.
        aws.database.withLock { $0 = FakeDynamoDB() }
        aws.world.withLock { $0.tables = [HandlerHarness.table("a", state: "Table error")] }
        #expect(try await harness.run(HandlerHarness.stopped(), requestID: "2").names == ["Passed"])
        #expect(aws.bodies("DescribeTableStatistics").count == reads)
    }

    @Test func aTaskThatRunsAgainWhileItIsCheckedIsStale() async throws {
        let aws = try FakeAWS.finished(good)
        let restarted = HandlerHarness.finished.replacing(#""stopped""#, with: #""running""#)
        aws.world.withLock { $0.migrations.tasksAfterStatistics = [HandlerHarness.task: restarted] }
        let result = try await HandlerHarness(aws).run(HandlerHarness.stopped())
        #expect(result.names == ["Stale"])
        #expect(aws.world.withLock { $0.objects.isEmpty })
        #expect(aws.bodies("StartCrawler").isEmpty)
    }

    @Test func aPolicyForATableThatDoesNotExistIsReported() async throws {
        let aws = try FakeAWS.finished(good)
        let harness = try await HandlerHarness(aws, #""tables":{"public.custmers":"ignore","public.%":"exact"}"#)
        let result = try await harness.run(HandlerHarness.stopped())
        #expect(result.names == ["Passed"])
        #expect(
            result.first["warnings"]?.elements.map(\.string)
                == ["the plan's tables name public.custmers, and the migration has no such table"]
        )
        #expect(aws.bodies("Publish").first?.contains("custmers") == true)
    }

    @Test func aMarkerThatPointsBackIsAnErrorAndNoEndlessLoop() async throws {
        let aws = try FakeAWS.finished(good + good + good) { $0.migrations.markersPointBack = true }
        let last = #"{"recheck":{"resource":"\#(HandlerHarness.task)","attempt":10}}"#
        let error = await #expect(throws: HandlerError.self) { try await HandlerHarness(aws).run(last) }
        #expect(error?.errorMessage.contains("RepeatedMarker") == true)
    }
}
