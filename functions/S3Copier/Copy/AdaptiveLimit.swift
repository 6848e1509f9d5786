/// How many copies may be in flight under one prefix: one more for every round that went well, half as many when S3 asks to
/// slow down. No I/O, no clock of its own.
///
/// S3 partitions by prefix and scales a partition as it is used; until it has, it answers 503.
/// https://docs.aws.amazon.com/AmazonS3/latest/userguide/optimizing-performance.html
struct AdaptiveLimit: Sendable, Equatable {
    static let shortestPause = Duration.milliseconds(20)
    static let longestPause = Duration.milliseconds(640)

    /// Never more than this.
    let ceiling: Int
    private(set) var limit: Double
    private(set) var inFlight = 0
    /// Nothing starts before: at a limit of one the rate can still be too high.
    private(set) var pausedUntil: ContinuousClock.Instant?
    private var lastDecrease: ContinuousClock.Instant?
    private var refusalsInARow = 0

    init(ceiling: Int) {
        self.ceiling = ceiling
        limit = Double(ceiling)
    }

    /// Whether there is nothing to remember: idle, and never throttled or recovered since.
    var isForgettable: Bool { inFlight == 0 && isUnbounded }

    /// Whether only the ceiling holds it.
    var isUnbounded: Bool { limit >= Double(ceiling) }

    func mayStart(at now: ContinuousClock.Instant) -> Bool {
        if let pausedUntil, now < pausedUntil { return false }
        return inFlight < max(1, Int(limit))
    }

    mutating func start() {
        inFlight += 1
        pausedUntil = nil
    }

    mutating func succeed() {
        inFlight = max(0, inFlight - 1)
        refusalsInARow = 0
        limit = min(Double(ceiling), limit + 1 / max(limit, 1))
    }

    /// A refusal counts once for all requests that were under way when it came: they were sent at the old limit.
    ///
    /// - Parameter jitter: from 0 up to 1; spreads the restarts of many processes.
    mutating func refused(startedAt start: ContinuousClock.Instant, at now: ContinuousClock.Instant, jitter: Double) {
        inFlight = max(0, inFlight - 1)
        if let lastDecrease, start < lastDecrease { return }
        lastDecrease = now
        limit = max(1, (min(limit, Double(max(inFlight + 1, 1))) / 2))
        let pause = min(Self.longestPause, Self.shortestPause * (1 << min(refusalsInARow, 10)))
        refusalsInARow += 1
        pausedUntil = now + pause * (0.5 + jitter / 2)
    }

    /// It ended in a way that says nothing about S3's load.
    mutating func end() { inFlight = max(0, inFlight - 1) }
}
