/// The retries of one call, decided attempt by attempt and free of I/O: failures go in, decisions come out.
///
/// "Standard" mode: at most `maximumAttempts`; full-jitter exponential backoff up to 20 s, or longer when the service
/// asks for it; a token bucket shared by the client; one correction of the clock; never past the deadline; and a call
/// that is not safe to repeat only when AWS has certainly not acted on it.
struct CallAttempts: Sendable {
    enum Decision: Sendable, Equatable {
        case retry(after: Duration)
        case giveUp
    }

    static let maximumBackoff = Duration.seconds(20)
    static let longestRetryAfter = Duration.seconds(300)

    private let settings: RetrySettings
    private let isRepeatable: Bool
    private(set) var attempt = 1
    private(set) var lastRetryCost: Int?
    private var hasCorrectedClock = false

    /// - Parameter isRepeatable: whether the operation may run twice without harm.
    init(_ settings: RetrySettings, isRepeatable: Bool) {
        self.settings = settings
        self.isRepeatable = isRepeatable
    }

    /// - Parameters:
    ///   - retryAfter: what the service asked for.
    ///   - jitter: a random number from 0 up to 1.
    ///   - remaining: time until the caller's deadline; `nil` for none.
    mutating func decide(
        after error: AWSError,
        retryAfter: Duration?,
        quota: inout RetryQuota,
        jitter: Double,
        remaining: Duration?
    ) -> Decision {
        guard attempt < settings.maximumAttempts, maySend(error) else { return .giveUp }
        var delay = Duration.zero
        if error.kind == .clockSkew {
            guard !hasCorrectedClock else { return .giveUp }
            hasCorrectedClock = true
        } else {
            let exponent = min(attempt - 1, 10)
            let backoff = min(Self.maximumBackoff, .seconds(1) * (1 << exponent)) * min(max(jitter, 0), 1)
            delay = max(backoff, min(retryAfter ?? .zero, Self.longestRetryAfter))
        }
        // Waiting for a deadline helps nobody: the error as it is says more than "out of time".
        if let remaining, delay >= remaining { return .giveUp }
        let cost = error.code == "timedOut" ? RetryQuota.timeoutRetryCost : RetryQuota.retryCost
        guard quota.take(cost) else { return .giveUp }
        lastRetryCost = cost
        attempt += 1
        return .retry(after: delay)
    }

    private func maySend(_ error: AWSError) -> Bool {
        switch error.kind {
        case .permanent, .outOfTime: false
        case .throttled, .notSent, .clockSkew: true
        case .transient: isRepeatable
        }
    }
}
