import JSON
import LambdaRuntime
import Synchronization
import TestSupport
import Testing
import UTCTime

@testable import DMSCompletionHandler

/// Checks without a verdict: repeated, given up, or reported.
@Suite struct CheckDeferralTests {
    private let good = HandlerHarness.good

    @Test func anEventThatComesBeforeTheAPIShowsTheStopComesAgain() async throws {
        let running = HandlerHarness.finished.replacing(#""stopped""#, with: #""running""#)
        let aws = try FakeAWS.finished(good) { $0.tasks[HandlerHarness.task] = running }
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

    @Test func anUnknownReasonIsRecheckedThenAlarmedAndNeverASuccess() async throws {
        let aws = try FakeAWS.finished(good) {
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

    @Test func pendingValidationIsRechecked() async throws {
        let aws = try FakeAWS.finished([HandlerHarness.table("a", validation: "Pending records")])
        let harness = try await HandlerHarness(aws)
        #expect(try await harness.run(HandlerHarness.stopped()).names == ["Rechecking"])
        aws.world.withLock { $0.tables = [HandlerHarness.table("a", validation: "Validated")] }
        // The lease has ended: another invocation may take it at once.
        #expect(try await harness.run(HandlerHarness.stopped(), requestID: "next").names == ["Passed"])
    }

    @Test func whatAWSRefusesForNowIsRecheckedThenBlockedAndNotifiedOnce() async throws {
        let aws = try FakeAWS.finished(good) { $0.failures["PutObject"] = ["503 SlowDown"] }
        let harness = try await HandlerHarness(aws)
        #expect(try await harness.run(HandlerHarness.stopped(), requestID: "first").names == ["Rechecking"])
        aws.world.withLock { $0.failures["PutObject"] = ["403 AccessDenied", "403 AccessDenied"] }
        for request in ["second", "third"] {
            let error = await #expect(throws: HandlerError.self) {
                try await harness.run(HandlerHarness.stopped(), requestID: request)
            }
            #expect(error?.errorType == "DMS.Blocked")
            #expect(error?.errorMessage.contains("AccessDenied") == true)
        }
        #expect(aws.bodies("Publish").count == 1)
        #expect(try await harness.run(HandlerHarness.stopped(), requestID: "fourth").names == ["Passed"])
        #expect(aws.bodies("Publish").count == 2)
    }

    // MARK: - Out of time

    /// A check whose time ran out while this invocation had its record.
    private func outOfTime(_ aws: FakeAWS, isSweep: Bool, _ variables: [String: String] = [:]) async throws
        -> CheckReport
    {
        let clock = ManualClock(UTCTime(iso8601: "2026-11-21T02:00:06Z") ?? .now())
        let environment = Environment(HandlerHarness.variables(aws).merging(variables) { _, new in new })
        let settings = try HandlerSettings(environment)
        let services = try HandlerServices(try #require(settings.aws), settings, environment, clock: clock.source)
        let check = CompletionCheck(migrations: [], services: services, recheckLimit: 10, clock: clock.source)
        let scope = InvocationScope(
            requestID: "r",
            end: clock.source.instant() + .seconds(900),
            clock: clock.source
        )
        let event = CompletionEvent(
            Migration(name: "shop", taskARN: HandlerHarness.task, kind: .task),
            run: HandlerHarness.run
        )
        var request = CheckRequest(subject: .migration("shop"))
        request.isSweep = isSweep
        guard case .mine(let mine, var entry) = try await services.recorder.claim(event, request, scope) else {
            Issue.record("expected to get the record")
            return event.report(.duplicate, "")
        }
        let problem = CheckBlocked(outOfTime: "counting public.a")
        return try await check.deferral.blocked(mine, problem, &entry, request, scope)
    }

    @Test func aCheckThatASweepHasNoTimeForGetsAnInvocationOfItsOwn() async throws {
        let aws = try FakeAWS.finished(good)
        let report = try await outOfTime(aws, isSweep: true)
        #expect(report.outcome == .rechecking)
        let message = try JSON.parse(try #require(aws.bodies("SendMessage").first))
        #expect(message["DelaySeconds"]?.number ?? 0 == 0)
        #expect(message["MessageBody"]?.string == #"{"recheck":{"attempt":0,"resource":"\#(HandlerHarness.task)"}}"#)
        #expect(aws.record(HandlerHarness.run)?["state"]?.string == "rechecking")
        #expect(aws.bodies("Publish").isEmpty)
    }

    @Test(arguments: [(false, "queue"), (true, "")])
    func aCheckThatAWholeInvocationHasNoTimeForIsBlockedAndSaysWhatToDo(isSweep: Bool, queue: String) async throws {
        let aws = try FakeAWS.finished(good)
        let variables = queue.isEmpty ? ["QUEUE_URL": ""] : [:]
        let report = try await outOfTime(aws, isSweep: isSweep, variables)
        #expect(report.outcome == .blocked)
        #expect(report.reason.contains("raise the function's timeout"))
        #expect(aws.bodies("Publish").count == 1)
    }
}
