import Testing

@testable import S3Copier

@Suite struct AIMDLimitTests {
    private let start = ContinuousClock.now

    @Test func startsWithoutALimitOfItsOwn() {
        var limit = AIMDLimit(ceiling: 3)
        for _ in 0..<3 {
            #expect(limit.mayStart(at: start))
            limit.start(at: start)
        }
        #expect(!limit.mayStart(at: start))
    }

    @Test func shrinksOnceForAllThatWereUnderWay() {
        var limit = AIMDLimit(ceiling: 64)
        for _ in 0..<64 { limit.start(at: start) }
        let later = start + .milliseconds(10)
        for delay in 0..<10 { limit.refused(startedAt: start, at: later + .milliseconds(delay)) }
        #expect(limit.limit == 48)
        limit.refused(startedAt: later + .milliseconds(20), at: later + .milliseconds(30))
        #expect(limit.limit == 36)
    }

    @Test func onceThrottledItSpreadsItsStarts() {
        var limit = AIMDLimit(ceiling: 4)
        limit.start(at: start)
        limit.succeed(startedAt: start, at: start + .milliseconds(30))
        limit.start(at: start)
        limit.refused(startedAt: start, at: start)
        #expect(limit.limit == 3)
        // Three in 30 ms.
        #expect(!limit.mayStart(at: start + .milliseconds(9)))
        #expect(limit.mayStart(at: start + .milliseconds(10)))
    }

    @Test func growsByOneARound() {
        var limit = AIMDLimit(ceiling: 64)
        limit.start(at: start)
        limit.refused(startedAt: start, at: start)
        let before = limit.limit
        for _ in 0..<Int(before) {
            limit.start(at: start)
            limit.succeed(startedAt: start, at: start)
        }
        #expect(abs(limit.limit - before - 1) < 0.1)
    }

    /// S3 that allows so many copies a second, with a burst of a tenth of a second of them, and answers after a while: in
    /// simulated time, so that the machine's own speed does not matter.
    @Test(arguments: [50.0, 400, 3_500], [0.005, 0.05, 0.3])
    func comesNearWhatS3Allows(rate: Double, latency: Double) {
        let seconds = 30.0
        var limit = AIMDLimit(ceiling: 64)
        var tokens = rate / 10
        var filled = 0.0
        // Requests under way, by when they end.
        var underWay: [(end: Double, started: Double, isServed: Bool)] = []
        var now = 0.0
        var served = 0
        let instant = { (time: Double) in start + .seconds(time) }
        while now < seconds {
            while limit.mayStart(at: instant(now)) {
                tokens = min(rate / 10, tokens + (now - filled) * rate)
                filled = now
                let isServed = tokens >= 1
                if isServed { tokens -= 1 }
                limit.start(at: instant(now))
                // A refusal comes sooner than a copy is made, but not before the way there and back.
                underWay.append((now + (isServed ? latency : min(latency, 0.02)), now, isServed))
            }
            let nextStart = limit.isFull ? nil : limit.nextStart.map { start.duration(to: $0) / .seconds(1) }
            guard let next = underWay.indices.min(by: { underWay[$0].end < underWay[$1].end }),
                underWay[next].end <= nextStart ?? .infinity
            else {
                now = max(now + 1e-6, nextStart ?? seconds)
                continue
            }
            let request = underWay.remove(at: next)
            now = max(now, request.end)
            if request.isServed {
                served += 1
                limit.succeed(startedAt: instant(request.started), at: instant(now))
            } else {
                limit.refused(startedAt: instant(request.started), at: instant(now))
            }
        }
        // What 64 at a time can do at all is the other bound.
        let possible = min(rate, 64 / latency) * seconds
        #expect(Double(served) > 0.8 * possible, "\(served) of \(possible)")
    }

    @Test func aRetryAfterHoldsThePrefix() {
        var limit = AIMDLimit(ceiling: 4)
        let now = ContinuousClock.now
        limit.start(at: now)
        limit.refused(startedAt: now, at: now, retryAfter: .seconds(3))
        #expect(!limit.mayStart(at: now + .milliseconds(2_900)))
        #expect(limit.mayStart(at: now + .seconds(4)))
    }
}
