/// The order of the migrations in one sweep, and the time for each. No I/O.
enum SweepSchedule {
    /// The minimum time that a sweep gives to one migration. A quarter of it is reserved for recording.
    static let least = Duration.seconds(4)

    /// Returns the time that the next migration may take: an equal part of the remaining time. A migration that hangs
    /// therefore leaves time for the others.
    ///
    /// - Parameter left: the number of migrations that are still to be checked, with this one; 1 or more.
    static func share(of remaining: Duration, left: Int) -> Duration { max(least, remaining / max(left, 1)) }

    /// Rotates the elements by `offset` positions: that many elements move from the start to the end.
    static func rotated<Element>(_ elements: [Element], by offset: Int) -> [Element] {
        guard !elements.isEmpty else { return [] }
        let start = Int(offset.magnitude % UInt(elements.count))
        return Array(elements[start...] + elements[..<start])
    }
}
