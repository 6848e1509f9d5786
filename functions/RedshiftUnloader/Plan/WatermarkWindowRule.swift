import UTCTime

/// The parts of a plan's watermark that a run needs to determine its exports' windows.
struct WatermarkWindowRule: Sendable, Equatable, Codable {
    let initial: WatermarkValue
    /// The end of its windows; `nil` where only the statement determines the greatest value.
    let end: UTCTime?
    let lookbackSeconds: Int64?
    let lookbackCount: Int64?

    /// - Parameter time: the run's.
    init(_ policy: WatermarkPolicy, at time: UTCTime) {
        initial = policy.initial
        end = policy.end(at: time)
        lookbackSeconds =
            if case .duration(let duration)? = policy.lookback { duration.components.seconds } else { nil }
        lookbackCount = if case .count(let count)? = policy.lookback { count } else { nil }
    }

    /// The rows of an export whose watermark stands at a value; the first window has no lookback.
    func window(from mark: WatermarkValue) -> ExportRowRange {
        switch (mark, end) {
        case (.time(let from), let end?):
            let back = mark == initial ? 0 : max(lookbackSeconds ?? 0, 0)
            return .time(TimeWindow(from: from.advanced(by: .seconds(-back)), to: end))
        case (.integer(let value), _):
            let back = mark == initial ? 0 : lookbackCount ?? 0
            let (start, isTooLow) = value.subtractingReportingOverflow(back)
            return .above(.integer(isTooLow ? .min : start))
        default: return .above(mark)
        }
    }
}
