/// The limit on copies in flight under one prefix: one more for every round that went well, a quarter less when S3 asks to
/// slow down. No I/O, no clock of its own.
///
/// S3 partitions by prefix and scales a partition as it is used; until it has, it answers 503.
/// https://docs.aws.amazon.com/AmazonS3/latest/userguide/optimizing-performance.html
///
/// S3 limits a rate, so once it throttled, starts are spread over the time a copy takes instead of being made at once; and
/// the limit may fall below one: then there is a gap between a copy's end and the next one's start.
struct AIMDLimit: Sendable, Equatable {
    /// The share of the limit that is left after a refusal. At a half the limit would be, on average, a quarter too low.
    static let decrease = 0.75
    static let lowest = 0.05
    /// The delay of a start that the next one makes up for, because timers are not exact.
    static let slack = Duration.milliseconds(10)
    /// The assumed duration of a copy, until one was measured.
    static let assumedLatency = Duration.milliseconds(50)

    /// The largest limit.
    let ceiling: Int
    private(set) var limit: Double
    private(set) var inFlight = 0
    /// The time before which nothing starts.
    private(set) var nextStart: ContinuousClock.Instant?
    private var lastDecrease: ContinuousClock.Instant?
    /// The duration of a copy, as a moving average.
    private var latency: Duration?

    init(ceiling: Int) {
        self.ceiling = ceiling
        limit = Double(ceiling)
    }

    /// `true` when there is nothing to remember: the prefix is idle, and was never throttled or has recovered since.
    var isForgettable: Bool { inFlight == 0 && isUnbounded }

    /// `true` when only the ceiling limits it.
    var isUnbounded: Bool { limit >= Double(ceiling) }

    /// `true` when a start has to wait for another copy's end, not for a time.
    var isFull: Bool { inFlight >= max(1, Int(limit.rounded(.up))) }

    func mayStart(at now: ContinuousClock.Instant) -> Bool { !isFull && nextStart.map { now >= $0 } ?? true }

    mutating func start(at now: ContinuousClock.Instant) {
        inFlight += 1
        guard !isUnbounded else {
            nextStart = nil
            return
        }
        let due = max(nextStart ?? now, now - Self.slack)
        nextStart = due + interval
    }

    private var interval: Duration { (latency ?? Self.assumedLatency) / limit }

    /// - Parameter start: when the request was sent.
    mutating func succeed(startedAt start: ContinuousClock.Instant, at now: ContinuousClock.Instant) {
        inFlight = max(0, inFlight - 1)
        let took = start.duration(to: now)
        latency = latency.map { $0 * 0.8 + took * 0.2 } ?? took
        limit = min(Double(ceiling), limit + min(1 / limit, limit / 10))
    }

    /// Lowers the limit once for all requests that were sent at the old one, and at most once in the time a copy takes: a
    /// decrease shows its effect only when the copies in flight have ended.
    ///
    /// - Parameter retryAfter: how long S3 asks to wait; nothing starts before.
    mutating func refused(
        startedAt start: ContinuousClock.Instant,
        at now: ContinuousClock.Instant,
        retryAfter: Duration = .zero
    ) {
        inFlight = max(0, inFlight - 1)
        if retryAfter > .zero { nextStart = max(nextStart ?? now, now + retryAfter) }
        let isNew = lastDecrease.map { start >= $0 && $0.duration(to: now) >= latency ?? .zero } ?? true
        guard isNew else { return }
        lastDecrease = now
        limit = max(Self.lowest, limit * Self.decrease)
        nextStart = max(nextStart ?? now, now + interval)
    }

    /// Records an end that is no sign of S3's load.
    mutating func end() { inFlight = max(0, inFlight - 1) }
}
