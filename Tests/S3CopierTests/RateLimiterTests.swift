import AWSClient
import TestSupport
import Synchronization
import Testing

@testable import S3Copier

@Suite struct AdaptiveLimitTests {
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

    // MARK: The limiter

    private func throttled(_ kind: AWSError.Kind = .throttled, status: Int? = 503) -> AWSError {
        AWSError(service: "S3", operation: "CopyObject", code: "SlowDown", message: "", status: status, kind: kind)
    }

    @Test func whatIsThrottledIsTriedAgain() async throws {
        let limiter = RateLimiter(ceiling: 4)
        let calls = Mutex(0)
        let error = throttled()
        let result = try await limiter.run("p", deadline: .now + .seconds(30)) {
            if calls.withLock({
                $0 += 1
                return $0
            }) < 4 {
                throw error
            }
            return "copied"
        }
        #expect(result == "copied")
        #expect(calls.withLock { $0 } == 4)
    }

    @Test func whatCannotSucceedIsNotTriedAgain() async {
        let limiter = RateLimiter(ceiling: 4)
        let calls = Mutex(0)
        let error = throttled(.permanent, status: 403)
        await #expect(throws: AWSError.self) {
            try await limiter.run("p", deadline: .now + .seconds(30)) {
                calls.withLock { $0 += 1 }
                throw error
            }
        }
        #expect(calls.withLock { $0 } == 1)
    }

    @Test(arguments: [
        ("SlowDown", 503, AWSError.Kind.throttled), ("ServiceUnavailable", 503, .transient),
        ("HTTP503", 503, .transient), ("InternalError", 503, .transient), ("Strange", 503, .permanent),
        ("SlowDown", 200, .throttled),
    ])
    func everyKindOf503SlowsThePrefixDown(code: String, status: Int, kind: AWSError.Kind) async throws {
        let limiter = RateLimiter(ceiling: 4)
        let error = AWSError(
            service: "S3",
            operation: "CopyObject",
            code: code,
            message: "",
            status: status,
            kind: kind
        )
        let calls = Mutex(0)
        try await limiter.run("p", deadline: .now + .seconds(30)) {
            let call = calls.withLock {
                $0 += 1
                return $0
            }
            if call <= 5 { throw error }
            #expect(limiter.isThrottled)
        }
        #expect(CopyOutcome(error) == .throttled)
    }

    @Test func everyRetryOfA500Waits() async {
        let limiter = RateLimiter(ceiling: 4)
        let error = AWSError(
            service: "S3",
            operation: "CopyObject",
            code: "InternalError",
            message: "",
            status: 500,
            kind: .transient
        )
        let starts = Mutex<[ContinuousClock.Instant]>([])
        await #expect(throws: AWSError.self) {
            try await limiter.run("p", deadline: .now + .seconds(30)) {
                starts.withLock { $0.append(.now) }
                throw error
            }
        }
        let times = starts.withLock { $0 }
        #expect(times.count == 3)
        #expect(times[1] - times[0] >= .milliseconds(25))
        #expect(times[2] - times[1] >= .milliseconds(50))
        #expect(!limiter.isThrottled, "a 500 is no sign of load")
    }

    @Test func attemptsAreThoseOfTheSetting() async {
        let limiter = RateLimiter(ceiling: 4, retry: RetrySettings(maximumAttempts: 1))
        let calls = Mutex(0)
        await #expect(throws: AWSError.self) {
            try await limiter.run("p", deadline: .now + .seconds(30)) {
                calls.withLock { $0 += 1 }
                throw AWSError(
                    service: "S3",
                    operation: "CopyObject",
                    code: "X",
                    message: "",
                    status: 500,
                    kind: .transient
                )
            }
        }
        #expect(calls.withLock { $0 } == 1)
    }

    @Test(
        arguments: [
            (1, nil, 0.0, Duration.milliseconds(25)), (1, nil, 1.0, .milliseconds(50)),
            (3, nil, 1.0, .milliseconds(200)),
            (40, nil, 1.0, .seconds(20)), (1, .seconds(2), 1.0, .seconds(2)),
            (1, .seconds(60), 1.0, .milliseconds(5_050)),
        ] as [(Int, Duration?, Double, Duration)]
    )
    func theWaitGrowsAndHeedsTheService(attempt: Int, retryAfter: Duration?, jitter: Double, wait: Duration) {
        var error = throttled()
        error.retryAfter = retryAfter
        #expect(RetryPause.after(attempt: attempt, error, jitter: jitter) == wait)
    }

    @Test func aRetryAfterHoldsThePrefix() {
        var limit = AIMDLimit(ceiling: 4)
        let now = ContinuousClock.now
        limit.start(at: now)
        limit.refused(startedAt: now, at: now, retryAfter: .seconds(3))
        #expect(!limit.mayStart(at: now + .milliseconds(2_900)))
        #expect(limit.mayStart(at: now + .seconds(4)))
    }

    private final class Load: Sendable {
        let state = Mutex((now: 0, most: 0, done: 0))
    }

    /// One waiter is woken for one slot; those that are cancelled meanwhile take no slot with them.
    @Test func everyWaiterGetsItsSlot() async throws {
        let limiter = RateLimiter(ceiling: 2)
        let load = Load()
        let cancelled = try await withThrowingTaskGroup(of: Bool.self) { group in
            for number in 0..<60 {
                group.addTask {
                    let one = Task {
                        try await limiter.run("p", deadline: .now + .seconds(60)) {
                            load.state.withLock {
                                $0.now += 1
                                $0.most = max($0.most, $0.now)
                            }
                            for _ in 0..<10 { await Task.yield() }
                            load.state.withLock {
                                $0.now -= 1
                                $0.done += 1
                            }
                        }
                    }
                    if number % 3 == 0 { one.cancel() }
                    do {
                        try await one.value
                        return false
                    } catch {
                        return true
                    }
                }
            }
            return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(cancelled <= 20)
        #expect(load.state.withLock { $0.done } == 60 - cancelled)
        #expect(load.state.withLock { $0.most } <= 2)
    }

    @Test func oneThrottledPrefixDoesNotHoldUpAnother() async throws {
        let limiter = RateLimiter(ceiling: 2)
        let error = throttled()
        let isFirst = Mutex(true)
        _ = try await limiter.run("slow", deadline: .now + .seconds(30)) {
            if isFirst.withLock({ first in
                defer { first = false }
                return first
            }) {
                throw error
            }
            #expect(limiter.isThrottled)
            #expect(limiter.isOpen("fast"))
        }
    }

    /// S3 takes a copy in four and throttles the others, some of them inside a 200, some by closing the connection.
    @Test func aThrottledBurstLosesNothing() async throws {
        let counter = Late<Int>()
        counter.value = 0
        let bed = try LocalCopier(["COPY_CONCURRENCY": "16"]) { request, _ in
            guard request.header("x-amz-copy-source") != nil else { return .served }
            let number = (counter.value ?? 0) + 1
            counter.value = number
            switch number % 4 {
            case 0: return .served
            case 1: return .reply(.status(503, body: "<Error><Code>SlowDown</Code></Error>"))
            case 2: return .reply(.status(200, body: "<Error><Code>SlowDown</Code></Error>"))
            default: return .reply(number < 40 ? .close : .status(503))
            }
        }
        defer { bed.stop() }
        let bodies = bed.change { world in
            (0..<60).map { number in
                LocalCopier.created(
                    "p\(number % 3)/k\(number)",
                    world.s3.put(LocalCopier.source, "p\(number % 3)/k\(number)", FakeContent("c\(number)", size: 1))
                )
            }
        }
        try await bed.drain(bodies)
        #expect(bed.change { $0.s3.keys(LocalCopier.target).count } == 60)
    }

    @Test func aHeldUpPrefixLetsOthersGoFirst() {
        var schedule = WorkOrder(count: 5)
        let heldUp: Set = [0, 1]
        var order: [Int] = []
        while let next = schedule.next(isThrottled: heldUp.contains) { order.append(next) }
        #expect(order == [2, 3, 4, 0, 1])
    }
}
