import JSON
import Synchronization
import TestSupport
import Testing
import UTCTime

@testable import DMSCompletionHandler

/// Ends that are one, and ends that are two.
@Suite struct CompletionEventTests {
    private let good = HandlerHarness.good

    private func failed(_ message: String = "disk full", dates: String = "") -> String {
        #""MigrationType":"full-load","Status":"failed","LastFailureMessage":"\#(message)","ReplicationTaskStats":{\#(dates)}"#
    }

    private static func failure(at time: String) -> String {
        HandlerHarness.stopped(at: time).replacing("STOPPED", with: "FAILED").replacing("0079", with: "0078")
    }

    @Test func anotherStopOfTheSameTaskIsCheckedAnew() async throws {
        let aws = try FakeAWS.finished(good)
        let harness = try await HandlerHarness(aws)
        _ = try await harness.run(HandlerHarness.stopped(), requestID: "first")
        aws.world.withLock {
            $0.tasks[HandlerHarness.task] = HandlerHarness.finished.replacing("1795226400", with: "1795312800")
        }
        #expect(try await harness.run(HandlerHarness.stopped(), requestID: "second").names == ["Passed"])
        #expect(aws.world.withLock { $0.objects.count } == 2)
    }

    @Test(arguments: ["", #""StartDate":1795224600"#]) func twoFailuresWithoutAStopDateAreTwo(dates: String)
        async throws
    {
        let aws = try FakeAWS.finished(good) { $0.tasks[HandlerHarness.task] = failed(dates: dates) }
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
        let aws = try FakeAWS.finished(good)
        let harness = try await HandlerHarness(aws)
        #expect(try await harness.run(HandlerHarness.stopped(), requestID: "1").names == ["Passed"])
        aws.world.withLock { $0.tasks[HandlerHarness.task] = failed(dates: HandlerHarness.dates) }
        // Found by the sweeper before its event comes: notified once.
        #expect(try await harness.run(#"{"sweep":true}"#, requestID: "2").names == ["Failed"])
        #expect(try await harness.run(#"{"sweep":true}"#, requestID: "3").names == ["Fine"])
        #expect(aws.bodies("Publish").count == 2)
    }

    @Test func aFailureThatStillShowsThePreviousStopDateIsNoDuplicate() async throws {
        let aws = try FakeAWS.finished(good) { $0.tasks[HandlerHarness.task] = failed(dates: HandlerHarness.dates) }
        let harness = try await HandlerHarness(aws)
        #expect(try await harness.run(Self.failure(at: "2026-11-21T02:00:05Z"), requestID: "1").names == ["Failed"])
        #expect(try await harness.run(Self.failure(at: "2026-11-21T09:00:05Z"), requestID: "2").names == ["Failed"])
        #expect(try await harness.run(Self.failure(at: "2026-11-21T09:00:05Z"), requestID: "3").names == ["Duplicate"])
        #expect(aws.bodies("Publish").count == 2)
    }

    @Test func anEventOfANewStopThatTheAPIDoesNotShowYetIsRechecked() async throws {
        let aws = try FakeAWS.finished(good)
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
}
