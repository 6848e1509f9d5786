/// The limit on copies in flight under one key prefix. It grows by one for every successful round, and falls by a
/// quarter when S3 asks to slow down. It does no I/O and has no clock.
///
/// S3 partitions by key prefix and scales a partition as it is used. Until the partition is scaled, S3 answers 503.
/// https://docs.aws.amazon.com/AmazonS3/latest/userguide/optimizing-performance.html
///
/// S3 limits a rate. So after throttling, the starts are spread over the duration of a copy instead of being made at
/// once. The limit may fall below one: then there is a gap between the end of one copy and the start of the next.
struct AIMDLimit: Sendable, Equatable {
    /// The factor by which the limit is multiplied after throttling. With one half the limit would be, on average, a
    /// quarter too low.
    static let decrease = 0.75
    static let lowest = 0.05
    /// The maximum time by which a late start shortens the wait for the next start. Timers are not exact, so starts may
    /// be late.
    static let slack = Duration.milliseconds(10)
    /// The assumed duration of a copy, used until the first copy is measured.
    static let assumedLatency = Duration.milliseconds(50)

    /// The largest value of the limit.
    let ceiling: Int
    private(set) var limit: Double
    private(set) var inFlight = 0
    /// The earliest time of the next start; `nil` when it need not wait.
    private(set) var nextStart: ContinuousClock.Instant?
    private var lastDecrease: ContinuousClock.Instant?
    /// The duration of a copy, as a moving average.
    private var latency: Duration?

    init(ceiling: Int) {
        self.ceiling = ceiling
        limit = Double(ceiling)
    }

    /// `true` when the limit need not be remembered: the prefix is idle, and was never throttled or has recovered.
    var isForgettable: Bool { inFlight == 0 && isUnbounded }

    /// `true` when the limit is at the ceiling: the prefix is not slowed down.
    var isUnbounded: Bool { limit >= Double(ceiling) }

    /// `true` when a start must wait until another copy ends.
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

    /// Raises the limit after a successful copy.
    ///
    /// - Parameter start: the time at which the request was sent.
    mutating func succeed(startedAt start: ContinuousClock.Instant, at now: ContinuousClock.Instant) {
        inFlight = max(0, inFlight - 1)
        let took = start.duration(to: now)
        latency = latency.map { $0 * 0.8 + took * 0.2 } ?? took
        limit = min(Double(ceiling), limit + min(1 / limit, limit / 10))
    }

    /// Lowers the limit because S3 throttled a request. It is lowered once for all requests that were sent under the
    /// old limit, and at most once in the duration of a copy: a decrease has its full effect only when the copies in
    /// flight have ended.
    ///
    /// - Parameter retryAfter: the time that S3 asks to wait; no copy starts before.
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

    /// Records the end of a request that shows nothing about S3's load.
    mutating func end() { inFlight = max(0, inFlight - 1) }
}
