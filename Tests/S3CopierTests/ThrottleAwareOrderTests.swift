import Testing

@testable import S3Copier

@Suite struct ThrottleAwareOrderTests {
    @Test func aHeldUpPrefixLetsOthersGoFirst() {
        var schedule = ThrottleAwareOrder(count: 5)
        let heldUp: Set = [0, 1]
        var order: [Int] = []
        while let next = schedule.next(isThrottled: heldUp.contains) { order.append(next) }
        #expect(order == [2, 3, 4, 0, 1])
    }
}
