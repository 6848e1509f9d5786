import AWSClient
import TestSupport
import Synchronization
import Testing
import UTCTime

@testable import S3Copier

@Suite struct RateLimiterTests {
    private func throttled(_ kind: AWSError.Kind = .throttled, status: Int? = 503) -> AWSError {
        AWSError(service: "S3", operation: "CopyObject", code: "SlowDown", message: "", status: status, kind: kind)
    }

    @Test func whatIsThrottledIsTriedAgain() async throws {
        let limiter = RateLimiter(ceiling: 4)
        let calls = Mutex(0)
        let error = throttled()
        let result = try await limiter.run("p", deadline: .now + .seconds(900)) {
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
            try await limiter.run("p", deadline: .now + .seconds(900)) {
                calls.withLock { $0 += 1 }
                throw error
            }
        }
        #expect(calls.withLock { $0 } == 1)
    }

    @Test(arguments: [
        ("SlowDown", 503, AWSError.Kind.throttled), ("ServiceUnavailable", 503, .transient),
        ("HTTP503", 503, .transient), ("InternalError", 503, .transient), ("Strange", 503, .permanent),
        ("SlowDown", 200, .throttled), ("ServiceUnavailable", 200, .transient), ("Busy", 503, .transient),
        ("RequestLimitExceeded", 200, .throttled), ("SlowDownRead", 503, .transient), ("X", 429, .throttled),
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
        try await limiter.run("p", deadline: .now + .seconds(900)) {
            let call = calls.withLock {
                $0 += 1
                return $0
            }
            if call <= 5 { throw error }
            #expect(limiter.isThrottled)
        }
        #expect(CopyOutcome(error) == .throttled)
    }

    @Test func everyRetryOfA500Waits() async throws {
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
            try await limiter.run("p", deadline: .now + .seconds(900)) {
                starts.withLock { $0.append(.now) }
                throw error
            }
        }
        let times = starts.withLock { $0 }
        try #require(times.count == 3)
        #expect(times[1] - times[0] >= .milliseconds(25))
        #expect(times[2] - times[1] >= .milliseconds(50))
        #expect(!limiter.isThrottled, "a 500 is no sign of load")
    }

    @Test func attemptsAreThoseOfTheSetting() async {
        let limiter = RateLimiter(ceiling: 4, retry: RetrySettings(maximumAttempts: 1))
        let calls = Mutex(0)
        await #expect(throws: AWSError.self) {
            try await limiter.run("p", deadline: .now + .seconds(900)) {
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

    /// AWS_MAX_ATTEMPTS bounds the tries of whatever fails; without it throttling alone is waited out.
    @Test(
        arguments: [
            (1, AWSError.Kind.throttled, 503, 1), (2, .throttled, 503, 2), (4, .throttled, 503, 4),
            (2, .transient, 500, 2),
            (2, .transient, 502, 2), (4, .transient, 504, 4), (2, .notSent, nil, 2), (2, .clockSkew, 403, 2),
            (3, .permanent, 403, 1),
        ] as [(Int, AWSError.Kind, Int?, Int)]
    )
    func attemptsBoundEveryKindOfFailure(attempts: Int, kind: AWSError.Kind, status: Int?, tries: Int) async {
        let clock = ManualClock()
        let limiter = RateLimiter(
            ceiling: 4,
            retry: RetrySettings(maximumAttempts: attempts),
            clock: clock.source
        )
        let calls = Mutex(0)
        let error = throttled(kind, status: status)
        await #expect(throws: AWSError.self) {
            try await limiter.run("p", deadline: clock.source.instant() + .seconds(900)) {
                calls.withLock { $0 += 1 }
                throw error
            }
        }
        #expect(calls.withLock { $0 } == tries)
    }

    /// Each status of a server that fails: every retry waits, and only a 503 is a sign of load.
    @Test(arguments: [(500, false), (501, false), (502, false), (503, true), (504, false)])
    func aServerThatFailsIsTriedAgainAfterAWait(status: Int, isLoad: Bool) async {
        let clock = ManualClock()
        let limiter = RateLimiter(ceiling: 4, retry: RetrySettings(maximumAttempts: 3), clock: clock.source)
        let error = throttled(status == 501 ? .permanent : .transient, status: status)
        await #expect(throws: AWSError.self) {
            try await limiter.run("p", deadline: clock.source.instant() + .seconds(900)) { throw error }
        }
        #expect(clock.sleeps.isEmpty == (status == 501))
        #expect(clock.sleeps.allSatisfy { $0 > .zero })
        #expect(limiter.isThrottled == isLoad)
    }

    /// The service's wish keeps the prefix waiting for as long as an SDK would wait, and no longer.
    @Test(arguments: [Duration.seconds(2), .seconds(3_600), .seconds(Int64.max / 4)])
    func aWishToWaitIsHeldToFiveSecondsOverTheBackoff(wish: Duration) async throws {
        let clock = ManualClock()
        let limiter = RateLimiter(ceiling: 4, clock: clock.source)
        let start = clock.source.instant()
        let calls = Mutex(0)
        var error = throttled()
        error.retryAfter = wish
        let refusal = error
        try await limiter.run("p", deadline: start + .seconds(900)) {
            if calls.withLock({ count in
                count += 1
                return count
            }) == 1 {
                throw refusal
            }
        }
        let waited = start.duration(to: clock.source.instant())
        #expect(waited >= .seconds(2) && waited <= .milliseconds(5_200), "\(waited)")
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
        _ = try await limiter.run("slow", deadline: .now + .seconds(900)) {
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

    // It says so: "cancelled" would count as a failed delivery.
    @Test func aWaitForASlotEndsAtTheDeadline() async {
        let error = await #expect(throws: AWSError.self) {
            try await RateLimiter(ceiling: 2).run("p", deadline: .now - .milliseconds(1)) {
                Issue.record("no time is left")
            }
        }
        #expect(error?.kind == .outOfTime)
    }
}
