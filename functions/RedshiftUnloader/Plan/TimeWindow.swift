import UTCTime

/// A half-open span of time, which includes `from` and excludes `to`.
struct TimeWindow: Sendable, Equatable, Codable {
    let from: UTCTime
    let to: UTCTime

    init(from: UTCTime, to: UTCTime) {
        self.from = from
        self.to = to
    }

    init(_ range: Range<UTCTime>) { self.init(from: range.lowerBound, to: range.upperBound) }

    var text: String { "\(from.rfc3339)/\(to.rfc3339)" }
}
