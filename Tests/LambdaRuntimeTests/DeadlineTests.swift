import Testing
import UTCTime

@testable import LambdaRuntime

@Suite struct DeadlineTests {
    private func plane(_ event: String, in time: Duration) throws -> FakeControlPlane {
        let deadline = UTCTime.now().advanced(by: time).millisecondsSinceEpoch
        return try FakeControlPlane([.init(body: event, headers: ["Lambda-Runtime-Deadline-Ms: \(deadline)"])])
    }

    @Test func aHandlerThatIsCancelledCanStillAnswer() async throws {
        let plane = try plane("wait, then answer", in: .milliseconds(700))
        _ = await plane.run()
        #expect(plane.posts.map(\.body) == ["partial"])
    }

    @Test func aHandlerThatLetsTheCancellationThroughFailsWithAClearError() async throws {
        let plane = try plane("wait, then throw", in: .milliseconds(700))
        _ = await plane.run()
        #expect(plane.posts.map(\.kind) == ["error"])
        #expect(plane.posts[0].body.contains("Runtime.DeadlineExceeded"))
    }

    @Test func aDeadlineThatHasPassedCancelsAtOnce() async throws {
        let plane = try plane("wait, then answer", in: .seconds(-5))
        _ = await plane.run()
        #expect(plane.posts.map(\.body) == ["partial"])
    }

    @Test func theMarginIsHeldToHalfOfTheTime() async {
        let started = ContinuousClock.now
        let result = await DeadlineGuard.run(within: .milliseconds(200), margin: .seconds(60)) {
            while !Task.isCancelled { await Task.yield() }
            return LambdaResponse("".utf8)
        }
        #expect(ContinuousClock.now - started >= .milliseconds(99))
        #expect((try? result.get()) != nil)
    }

    @Test func aHandlerThatIsDoneInTimeIsNotTouched() async {
        let result = await DeadlineGuard.run(within: .seconds(60), margin: .seconds(1)) {
            LambdaResponse(Task.isCancelled ? "cancelled".utf8 : "calm".utf8)
        }
        #expect((try? result.get()) == LambdaResponse("calm".utf8))
    }
}
