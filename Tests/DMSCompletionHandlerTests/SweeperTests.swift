import JSON
import Synchronization
import TestSupport
import Testing
import UTCTime

@testable import DMSCompletionHandler

/// Ends whose event never came, and tasks that do not run.
@Suite struct SweeperTests {
    private let good = HandlerHarness.good

    @Test func aTaskThatShouldRunAndDoesNotIsNotifiedOnceADay() async throws {
        let aws = try FakeAWS.finished(good) {
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
        let aws = try FakeAWS.finished(good)
        let harness = try await HandlerHarness(aws)
        #expect(try await harness.run(#"{"sweep":true}"#, requestID: "first").names == ["Passed"])
        #expect(try await harness.run(#"{"sweep":true}"#, requestID: "second").names == ["Fine"])
    }

    @Test func aMigrationThatUsesUpItsShareDoesNotStarveTheOthers() async throws {
        let hanging = "arn:aws:dms:us-east-1:123456789012:task:EXAMPLEHANGS"
        let aws = try FakeAWS.finished(good) { $0.tasks[hanging] = HandlerHarness.finished }
        let clock = ManualClock(UTCTime(iso8601: "2026-11-21T02:00:06Z") ?? .now())
        // Once a sweep: a transport may send a request again whose connection was closed.
        let isUsed = Mutex(false)
        aws.lost.withLock {
            $0 = (
                hanging,
                {
                    let wasUsed = isUsed.withLock { used in
                        defer { used = true }
                        return used
                    }
                    if !wasUsed { clock.advance(by: .seconds(299)) }
                }
            )
        }
        let harness = try await HandlerHarness(
            aws,
            others:
                #"{"name":"hangs","task":"\#(hanging)"},{"name":"gone","task":"arn:aws:dms:us-east-1:123456789012:task:EXAMPLEGONE"}"#,
            clock: clock.source
        )
        // The request id decides where the sweep begins: at each of the three.
        for request in ["a", "b", "c"] {
            aws.database.withLock { $0 = FakeDynamoDB() }
            isUsed.withLock { $0 = false }
            let event = #"{"Records":[{"messageId":"m","body":"{\"sweep\":true}"}]}"#
            let (_, log) = try await harness.respond(Array(event.utf8), requestID: request, timeout: .seconds(900))
            for line in ["shop: Passed", "hangs: Blocked", "gone: NotRunning"] {
                #expect(log.contains { $0.contains(line) }, "\(request): \(line)")
            }
        }
    }
}
