import LambdaRuntime
import TestSupport
import Testing
import UTCTime

@testable import DMSCompletionHandler

@Suite struct InvocationScopeTests {
    @Test func ofTheTimeThatIsLeftAShareMayBeUsed() {
        let clock = ManualClock()
        let end = clock.source.instant() + .seconds(900)
        let scope = InvocationScope(requestID: "r", end: end, clock: clock.source)
        let share = scope.limited(to: .seconds(300))
        #expect(share.deadline.end == end - .seconds(600))
        #expect(share.deadline.work < share.deadline.end)
        #expect(share.requestID == "r")
        // Never more than there is.
        clock.advance(by: .seconds(800))
        #expect(scope.limited(to: .seconds(300)).deadline.end == end)
    }
}
