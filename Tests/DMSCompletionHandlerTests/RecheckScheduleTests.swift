import Testing
import UTCTime

@testable import DMSCompletionHandler

@Suite struct RecheckScheduleTests {
    @Test func rechecksComeSlowerAndSlowerAndEnd() {
        let delays = (0..<12).map { RecheckSchedule.delay(after: $0) }
        #expect(delays == delays.sorted())
        #expect(delays.allSatisfy { (1...900).contains($0) })
        func isExhausted(_ attempt: Int, hasQueue: Bool, minutes: Int64) -> Bool {
            RecheckSchedule.isExhausted(
                attempt: attempt,
                limit: 10,
                hasQueue: hasQueue,
                stoppedAt: UTCTime(millisecondsSinceEpoch: 0),
                now: UTCTime(millisecondsSinceEpoch: minutes * 60_000)
            )
        }
        #expect(!isExhausted(9, hasQueue: true, minutes: 10_000))
        #expect(isExhausted(10, hasQueue: true, minutes: 0))
        #expect(!isExhausted(0, hasQueue: false, minutes: 80))
        #expect(isExhausted(0, hasQueue: false, minutes: 100))
    }
}
