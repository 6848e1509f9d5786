/// Whether another part can be copied in the time there is, going by the slowest so far.
struct PartPace: Sendable, Equatable {
    private var slowest = Duration.zero

    /// Kept back for what comes after the parts: noting down, sending on, completing. A short invocation keeps back less.
    static func reserve(of remaining: Duration) -> Duration { min(.seconds(3), max(remaining, .zero) / 4) }

    mutating func add(_ duration: Duration) { slowest = max(slowest, duration) }

    func allowsAnother(before deadline: ContinuousClock.Instant, at now: ContinuousClock.Instant = .now) -> Bool {
        now.duration(to: deadline) > slowest * 1.5
    }
}
