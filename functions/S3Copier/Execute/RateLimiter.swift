import AWSClient
import Synchronization

/// Lets copies through as fast as S3 takes them: what it throttles waits and is tried again, and the prefix it was for is
/// slowed down. Shared by all copies of the process.
///
/// The S3 client behind it must make one attempt only: a retry inside the client would be a request the limiter never saw.
final class RateLimiter: Sendable {
    /// How often a call is tried that fails in a way which says nothing about load.
    static let attempts = 3
    /// How long throttling is waited out before the message goes back to the queue.
    static let maxWait = Duration.seconds(60)

    /// Prefixes that are being slowed down at a time.
    private static let mostThrottled = 512

    private struct State: ~Copyable {
        /// Of prefixes with requests under way, or that were throttled and have not recovered.
        var limits: [String: AIMDLimit] = [:]
        /// Those of them that are being slowed down.
        var throttled: Set<String> = []
        /// Requests that wait for a turn, by prefix, first come first served.
        var waiting: [String: [CheckedContinuation<Void, Never>]] = [:]

        /// A backfill over many prefixes must not remember all it ever slowed down for.
        mutating func forgetIdle() {
            guard throttled.count > RateLimiter.mostThrottled else { return }
            for prefix in throttled where limits[prefix]?.inFlight == 0 {
                limits[prefix] = nil
                throttled.remove(prefix)
            }
        }
    }

    private let ceiling: Int
    private let state = Mutex(State())

    /// - Parameter ceiling: requests in flight under one prefix at most.
    init(ceiling: Int) { self.ceiling = ceiling }

    /// Whether S3 throttles any prefix.
    var isThrottled: Bool { state.withLock { !$0.throttled.isEmpty } }

    /// Whether a copy under that prefix would not have to wait.
    func isOpen(_ prefix: String) -> Bool {
        state.withLock { $0.limits[prefix]?.mayStart(at: .now) ?? true }
    }

    /// Runs a call when its turn comes, and again while S3 asks to slow down.
    ///
    /// - Throws: what the last attempt threw.
    func run<Output: Sendable>(
        _ prefix: String,
        deadline: ContinuousClock.Instant,
        _ call: @Sendable () async throws -> Output
    ) async throws -> Output {
        let firstStart = ContinuousClock.now
        var attempt = 1
        while true {
            let start = try await enter(prefix, deadline)
            do {
                let output = try await call()
                leave(prefix) { $0.succeed(startedAt: start, at: .now) }
                return output
            } catch let error as AWSError where error.isSignOfLoad {
                leave(prefix) { $0.refused(startedAt: start, at: .now) }
                // Only a throttled call certainly did nothing; but all that goes through here may run twice.
                guard ContinuousClock.now < deadline, start - firstStart < Self.maxWait else { throw error }
                if error.kind != .throttled {
                    attempt += 1
                    guard attempt <= Self.attempts else { throw error }
                }
            } catch {
                leave(prefix) { $0.end() }
                attempt += 1
                guard let error = error as? AWSError, error.isRetryable || error.kind == .clockSkew,
                    error.kind != .outOfTime, attempt <= Self.attempts
                else { throw error }
            }
        }
    }

    /// - Returns: when the call may start: now.
    private func enter(_ prefix: String, _ deadline: ContinuousClock.Instant) async throws -> ContinuousClock.Instant {
        while true {
            try Task.checkCancellation()
            let now = ContinuousClock.now
            guard now < deadline else { throw AWSError.noTurn }
            let wait: Wait = state.withLock { state in
                let limit = state.limits[prefix] ?? AIMDLimit(ceiling: ceiling)
                if limit.mayStart(at: now) {
                    state.limits[prefix, default: limit].start(at: now)
                    return .none
                }
                if !limit.isFull, let until = limit.nextStart { return .until(until) }
                return .forATurn
            }
            switch wait {
            case .none: return now
            case .until(let instant): try await Task.sleep(until: min(instant, deadline), clock: .continuous)
            case .forATurn:
                await withCheckedContinuation { continuation in
                    let isLate = state.withLock { state in
                        // What had the turn may have left since.
                        guard state.limits[prefix]?.isFull == true else { return true }
                        state.waiting[prefix, default: []].append(continuation)
                        return false
                    }
                    if isLate { continuation.resume() }
                }
            }
        }
    }

    private enum Wait {
        case none
        case until(ContinuousClock.Instant)
        case forATurn
    }

    private func leave(_ prefix: String, _ update: (inout AIMDLimit) -> Void) {
        let woken = state.withLock { state -> [CheckedContinuation<Void, Never>] in
            guard var limit = state.limits[prefix] else { return [] }
            update(&limit)
            state.limits[prefix] = limit.isForgettable ? nil : limit
            if !limit.isUnbounded {
                state.throttled.insert(prefix)
                state.forgetIdle()
            } else if !state.throttled.isEmpty {
                state.throttled.remove(prefix)
            }
            // All of them: each looks for itself whether it is its turn, and only a woken one can see that it is cancelled.
            return state.waiting.removeValue(forKey: prefix) ?? []
        }
        for continuation in woken { continuation.resume() }
    }
}

extension AWSError {
    fileprivate static let noTurn = AWSError(
        service: "S3",
        operation: "copy",
        code: "outOfTime",
        message: "the deadline came before its turn: S3 throttles this prefix",
        kind: .outOfTime
    )

    /// Whether S3, or the way to it, has more to do than it can: 503, SlowDown inside a 200, connections that break.
    fileprivate var isSignOfLoad: Bool {
        switch kind {
        case .throttled: true
        case .transient, .notSent: status == nil || status == 503
        case .clockSkew, .outOfTime, .permanent: false
        }
    }
}
