/// Estimates if the remaining time is long enough for another part. The estimate uses the slowest part so far.
struct PartTimeEstimate: Sendable, Equatable {
    private var slowest = Duration.zero

    mutating func add(_ duration: Duration) { slowest = max(slowest, duration) }

    /// - Parameter remaining: time left for copying parts.
    func allowsAnother(in remaining: Duration) -> Bool { remaining > slowest * 1.5 }
}
