import AWSClient
import TestSupport
import Synchronization
import Testing

@testable import S3Copier

@Suite struct RateLimiterTests {
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
