import UTCTime

/// The parts of a plan's watermark that a run needs to determine its exports' windows.
struct WatermarkWindowRule: Sendable, Equatable, Codable {
    let initial: WatermarkValue
    /// The end of the run's windows; `nil` for a watermark of numbers or texts. For these, the statement determines
    /// the end.
    let end: UTCTime?
    let lookbackSeconds: Int64?
    let lookbackCount: Int64?

    /// Determines the rule for a run from the plan's watermark.
    ///
    /// - Parameter time: the run's time.
    init(_ policy: WatermarkPolicy, at time: UTCTime) {
        initial = policy.initial
        end = policy.end(at: time)
        lookbackSeconds =
            if case .duration(let duration)? = policy.lookback { duration.components.seconds } else { nil }
        lookbackCount = if case .count(let count)? = policy.lookback { count } else { nil }
    }

    /// Returns the rows that follow an export's watermark. The lookback extends every window except the first.
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
