/// Estimates whether another part can be copied in the time that is left, by the slowest part so far.
struct PartTimeEstimate: Sendable, Equatable {
    private var slowest = Duration.zero

    mutating func add(_ duration: Duration) { slowest = max(slowest, duration) }

    /// - Parameter remaining: time left for copying parts.
    func allowsAnother(in remaining: Duration) -> Bool { remaining > slowest * 1.5 }
}
