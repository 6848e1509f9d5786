/// The order and the time of the migrations of one sweep. No I/O.
enum SweepSchedule {
    /// The least time of one migration, of which a quarter is kept for recording.
    static let least = Duration.seconds(4)

    /// The time that the next migration may take: its equal part of what remains, so that one that hangs does not starve
    /// the others.
    ///
    /// - Parameter left: migrations that are still to be checked, this one included; 1 and more.
    static func share(of remaining: Duration, left: Int) -> Duration { max(least, remaining / max(left, 1)) }

    /// The elements in their order, beginning at another place, each once.
    static func rotated<Element>(_ elements: [Element], by offset: Int) -> [Element] {
        guard !elements.isEmpty else { return [] }
        let start = Int(offset.magnitude % UInt(elements.count))
        return Array(elements[start...] + elements[..<start])
    }
}
