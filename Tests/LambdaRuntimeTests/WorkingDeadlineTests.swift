import Logging
import TestSupport
import Testing
import UTCTime

@testable import LambdaRuntime

@Suite struct WorkingDeadlineTests {
    private let clock = ManualClock()

    private func deadline(_ time: Duration, reserve: Duration) -> WorkingDeadline {
        WorkingDeadline(end: clock.source.instant() + time, reserve: reserve, clock: clock.source)
    }

    @Test(arguments: [
        (60.0, 8.0, 52.0), (16.0, 8.0, 12.0), (0.0, 8.0, 0.0), (-5.0, 8.0, -5.0), (60.0, 0.0, 60.0),
        (60.0, -3.0, 60.0),
    ])
    func theReserveIsHeldToAQuarterOfTheTime(time: Double, reserve: Double, remaining: Double) {
        #expect(deadline(.seconds(time), reserve: .seconds(reserve)).remaining == .seconds(remaining))
    }

    @Test func workIsAllowedWhileThereIsTimeForIt() {
        let deadline = deadline(.seconds(60), reserve: .seconds(10))
        #expect(deadline.allows(.seconds(49)))
        #expect(!deadline.allows(.seconds(50)))
        clock.advance(by: .seconds(50))
        #expect(!deadline.allows())
    }

    @Test func nothingIsAllowedOnceTheTaskIsCancelled() async {
        let deadline = deadline(.seconds(60), reserve: .zero)
        let task = Task {
            while !Task.isCancelled { await Task.yield() }
            return deadline.allows()
        }
        task.cancel()
        #expect(await !task.value)
    }

    @Test func aLeaseOutlastsTheInvocation() {
        let deadline = deadline(.seconds(60), reserve: .seconds(10))
        #expect(deadline.lease(settling: .seconds(30)) == .seconds(90))
        clock.advance(by: .seconds(100))
        #expect(deadline.lease(settling: .seconds(30)) == .seconds(30))
    }

    @Test func aContextWorksUntilItsCancellation() {
        let end = clock.source.instant() + .seconds(40)
        let context = LambdaContext(
            requestID: "r",
            deadline: end + .seconds(1),
            cancellation: end,
            logger: Logger(label: "test")
        )
        let deadline = context.workingDeadline(reserve: .seconds(5), clock: clock.source)
        #expect(deadline.end == end)
        #expect(deadline.work == end - .seconds(5))
    }

    @Test func waitingOnAManualClockTakesNoTime() async throws {
        try await clock.source.sleep(for: .seconds(3600))
        #expect(clock.sleeps == [.seconds(3600)])
        #expect(clock.now == ManualClock().now.advanced(by: .seconds(3600)))
    }
}
