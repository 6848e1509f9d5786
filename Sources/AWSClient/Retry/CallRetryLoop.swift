/// Decides about the retries of one call, attempt by attempt. It does no I/O: the caller passes failures in and carries
/// the decisions out.
///
/// The rules are the SDKs' "standard" mode of 2026-11-10: backoff with full jitter that doubles from 50 ms (throttled:
/// from 1 s) up to 20 s. The service may ask for up to 5 s more. All calls of the client share a token bucket. The
/// clock is corrected once. No retry begins after the deadline. A call that is not safe to repeat is retried only when
/// AWS has certainly not carried it out.
/// https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
struct CallRetryLoop: Sendable {
    enum Decision: Sendable, Equatable {
        case retry(after: Duration)
        case giveUp
    }

    static let maximumBackoff = Duration.seconds(20)
    static let throttledBase = Duration.seconds(1)
    /// The longest wait that a service may request in addition to the backoff.
    static let longestWish = Duration.seconds(5)
    /// The minimum fraction of the backoff that every retry waits, whatever the jitter is.
    static let leastJitter = 0.1

    private let maximumAttempts: Int
    private let transientBase: Duration
    private let isIdempotent: Bool
    private(set) var attempt = 1
    private(set) var lastRetryCost: Int?
    private var hasCorrectedClock = false

    /// Makes the retry loop of a new call, at its first attempt.
    ///
    /// - Parameter isIdempotent: `true` when the operation may run twice without harm.
    init(_ settings: RetrySettings, _ service: ServiceRetryDefaults = .standard, isIdempotent: Bool) {
        maximumAttempts = settings.maximumAttempts ?? service.attempts
        transientBase = service.transientBase
        self.isIdempotent = isIdempotent
    }

    /// Decides what to do after a failed attempt.
    ///
    /// - Parameters:
    ///   - retryAfter: the wait that the service asked for.
    ///   - jitter: a random number from 0 up to 1.
    ///   - remaining: time until the caller's deadline; `nil` for none.
    mutating func decide(
        after error: AWSError,
        retryAfter: Duration?,
        quota: inout RetryQuota,
        jitter: Double,
        remaining: Duration?
    ) -> Decision {
        guard attempt < maximumAttempts, maySend(error) else { return .giveUp }
        if error.kind == .clockSkew {
            guard !hasCorrectedClock else { return .giveUp }
            hasCorrectedClock = true
        }
        let base = error.kind == .throttled ? Self.throttledBase : transientBase
        let longest = min(Self.maximumBackoff, base * (1 << min(attempt - 1, 20)))
        let backoff = longest * min(max(jitter, Self.leastJitter), 1)
        let delay = min(max(backoff, retryAfter ?? .zero), backoff + Self.longestWish)
        // Waiting for a deadline helps nobody: the error as it is says more than "out of time".
        if let remaining, delay >= remaining { return .giveUp }
        let cost = error.kind == .throttled ? RetryQuota.throttledCost : RetryQuota.transientCost
        guard quota.take(cost) else { return .giveUp }
        lastRetryCost = cost
        attempt += 1
        return .retry(after: delay)
    }

    private func maySend(_ error: AWSError) -> Bool {
        switch error.kind {
        case .permanent, .outOfTime: false
        case .throttled, .notSent, .clockSkew: true
        case .transient: isIdempotent
        }
    }
}
