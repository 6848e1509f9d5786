import AWSClient
import Synchronization
import UTCTime

/// Limits the copies to the rate that S3 accepts. A throttled copy waits and is tried again, and the copies under its
/// key prefix slow down. All copies of the process share one limiter.
///
/// The S3 client of the limited calls must make one attempt only: the limiter would not see the retries of a client.
final class RateLimiter: Sendable {
    /// The longest time for which the limiter retries a throttled copy. After this time the message goes back to the
    /// queue.
    static let maxWait = Duration.seconds(60)

    /// The maximum number of throttled key prefixes to remember; above this number, idle prefixes are forgotten.
    private static let mostThrottled = 512

    private struct Waiter {
        let id: UInt64
        let continuation: CheckedContinuation<Void, Never>
    }

    private struct State: ~Copyable {
        /// The limit of each key prefix that has requests in flight, or has not recovered from throttling yet.
        var limits: [String: AIMDLimit] = [:]
        /// The key prefixes that are slowed down now.
        var throttled: Set<String> = []
        /// The requests that wait for a slot, by key prefix, in the order of their arrival.
        var waiting: [String: [Waiter]] = [:]
        var nextID: UInt64 = 0

        /// Forgets idle prefixes when too many are remembered. Otherwise a backfill over many prefixes would keep every
        /// prefix that was ever slowed down.
        mutating func forgetIdle() {
            guard throttled.count > RateLimiter.mostThrottled else { return }
            for prefix in throttled where limits[prefix]?.inFlight == 0 {
                limits[prefix] = nil
                throttled.remove(prefix)
            }
        }

        mutating func takeWaiter(_ prefix: String) -> Waiter? {
            guard var queue = waiting.removeValue(forKey: prefix), !queue.isEmpty else { return nil }
            let first = queue.removeFirst()
            if !queue.isEmpty { waiting[prefix] = queue }
            return first
        }

        mutating func takeWaiter(_ prefix: String, id: UInt64) -> Waiter? {
            guard let index = waiting[prefix]?.firstIndex(where: { $0.id == id }) else { return nil }
            return waiting[prefix]?.remove(at: index)
        }
    }

    private let ceiling: Int
    /// The maximum number of attempts of one call; throttled attempts do not count.
    private let attempts: Int
    /// The maximum number of attempts of one call; throttled attempts count too.
    private let mostTries: Int
    private let clock: TimeSource
    private let state = Mutex(State())

    /// - Parameters:
    ///   - ceiling: the maximum number of requests in flight under one key prefix.
    ///   - retry: the maximum number of attempts of a call. If it has no number, the number of throttled attempts is
    ///     not limited.
    init(ceiling: Int, retry: RetrySettings = RetrySettings(), clock: TimeSource = .system) {
        self.ceiling = ceiling
        self.clock = clock
        attempts = retry.maximumAttempts ?? ServiceRetryDefaults.standard.attempts
        mostTries = retry.maximumAttempts ?? .max
    }

    /// `true` while S3 throttles at least one key prefix.
    var isThrottled: Bool { state.withLock { !$0.throttled.isEmpty } }

    /// Returns `true` when a copy under the key prefix could start at once.
    func isOpen(_ prefix: String) -> Bool {
        let now = clock.instant()
        return state.withLock { $0.limits[prefix]?.mayStart(at: now) ?? true }
    }

    /// Runs a call as soon as a slot is free, and repeats it after throttling and other retryable errors.
    ///
    /// - Throws: the last attempt's error, or an `AWSError` when no slot was free before the deadline.
    func run<Output: Sendable>(
        _ prefix: String,
        deadline: ContinuousClock.Instant,
        _ call: @Sendable () async throws -> Output
    ) async throws -> Output {
        let firstStart = clock.instant()
        var attempt = 1
        var tries = 1
        var refusals = 0
        while true {
            let start = try await enter(prefix, deadline)
            do {
                let output = try await call()
                leave(prefix) { $0.succeed(startedAt: start, at: clock.instant()) }
                return output
            } catch let error as AWSError where error.isSignOfLoad {
                refusals += 1
                let wait = RetryPause.after(attempt: min(refusals, 5), error, jitter: .random(in: 0..<1))
                // Who is asked to wait keeps the others of the prefix waiting, as long and no longer.
                let closed = error.retryAfter == nil ? Duration.zero : wait
                leave(prefix) { $0.refused(startedAt: start, at: clock.instant(), retryAfter: closed) }
                guard clock.instant() < deadline, start - firstStart < Self.maxWait else { throw error }
                // Throttling is waited out for as long as there is time, unless AWS_MAX_ATTEMPTS limits the attempts. A
                // broken connection may be a sign of load, too.
                tries += 1
                if !error.isThrottling { attempt += 1 }
                guard attempt <= attempts, tries <= mostTries else { throw error }
                try await pause(wait, deadline, error)
            } catch {
                leave(prefix) { $0.end() }
                attempt += 1
                tries += 1
                guard let error = error as? AWSError, error.isRetryable || error.kind == .clockSkew,
                    error.kind != .outOfTime, attempt <= attempts, tries <= mostTries
                else { throw error }
                try await pause(
                    RetryPause.after(attempt: attempt - 1, error, jitter: .random(in: 0..<1)),
                    deadline,
                    error
                )
            }
        }
    }

    /// - Throws: `error`, when the deadline comes before the end of the pause: this error says more than "out of time".
    private func pause(_ duration: Duration, _ deadline: ContinuousClock.Instant, _ error: AWSError) async throws {
        guard clock.instant() + duration < deadline else { throw error }
        try await clock.sleep(for: duration)
    }

    /// Waits for a slot under the key prefix.
    ///
    /// - Returns: the time at which the call has its slot: now.
    private func enter(_ prefix: String, _ deadline: ContinuousClock.Instant) async throws -> ContinuousClock.Instant {
        do {
            while true {
                try Task.checkCancellation()
                let now = clock.instant()
                guard now < deadline else { throw AWSError.noSlot }
                switch state.withLock({ Self.admit(prefix, at: now, ceiling, &$0) }) {
                case .started(let next):
                    next?.continuation.resume()
                    return now
                case .until(let instant): try await clock.sleep(until: min(instant, deadline))
                case .forASlot: await waitForSlot(prefix)
                }
            }
        } catch {
            // The slot that woke this one is another's.
            state.withLock { $0.limits[prefix]?.isFull == true ? nil : $0.takeWaiter(prefix) }?.continuation.resume()
            throw error
        }
    }

    private enum Admission {
        /// The request has a slot; `next` is a waiting request that may now get a slot too.
        case started(next: Waiter?)
        case until(ContinuousClock.Instant)
        case forASlot
    }

    private static func admit(
        _ prefix: String,
        at now: ContinuousClock.Instant,
        _ ceiling: Int,
        _ state: inout State
    ) -> Admission {
        var limit = state.limits[prefix] ?? AIMDLimit(ceiling: ceiling)
        if limit.mayStart(at: now) {
            limit.start(at: now)
            state.limits[prefix] = limit
            return .started(next: limit.isFull ? nil : state.takeWaiter(prefix))
        }
        if !limit.isFull, let until = limit.nextStart { return .until(until) }
        return .forASlot
    }

    /// Waits until a slot may be free, or until the task is cancelled.
    private func waitForSlot(_ prefix: String) async {
        let id = state.withLock { state in
            state.nextID &+= 1
            return state.nextID
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isLate = state.withLock { state in
                    // The slot may have become free since, or the task cancelled before it stood in the queue.
                    guard state.limits[prefix]?.isFull == true, !Task.isCancelled else { return true }
                    state.waiting[prefix, default: []].append(Waiter(id: id, continuation: continuation))
                    return false
                }
                if isLate { continuation.resume() }
            }
        } onCancel: {
            state.withLock { $0.takeWaiter(prefix, id: id) }?.continuation.resume()
        }
    }

    private func leave(_ prefix: String, _ update: (inout AIMDLimit) -> Void) {
        let woken = state.withLock { state -> Waiter? in
            guard var limit = state.limits[prefix] else { return nil }
            update(&limit)
            state.limits[prefix] = limit.isForgettable ? nil : limit
            if !limit.isUnbounded {
                state.throttled.insert(prefix)
                state.forgetIdle()
            } else if !state.throttled.isEmpty {
                state.throttled.remove(prefix)
            }
            // One waiter for one slot.
            return limit.isFull ? nil : state.takeWaiter(prefix)
        }
        woken?.continuation.resume()
    }
}

extension AWSError {
    fileprivate static let noSlot = AWSError(
        service: "S3",
        operation: "copy",
        code: "outOfTime",
        message: "the deadline came before its turn: S3 throttles this prefix",
        kind: .outOfTime
    )

    /// `true` when S3 asks to slow down. Its answer has status 503, or a code such as SlowDown, which may come with
    /// status 200.
    var isThrottling: Bool { kind == .throttled || status == 503 || code == "ServiceUnavailable" }

    /// `true` for throttling, and for an answer that broke off. A connection that the server does not accept is not a
    /// sign of load.
    fileprivate var isSignOfLoad: Bool { isThrottling || (kind == .transient && status == nil) }
}
