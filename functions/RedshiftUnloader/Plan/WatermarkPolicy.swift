import RedshiftSQL
import UTCTime

/// Windows that begin where the last published one ended.
struct WatermarkPolicy: Sendable, Equatable {
    enum Lookback: Sendable, Equatable {
        case duration(Duration)
        case count(Int64)
    }

    /// The column of exports that name none of their own.
    let column: SQLIdentifier
    let type: WindowType
    /// What the first window begins with. A number or text itself is not in it, a time is.
    let initial: WatermarkValue
    /// How long before the run's time a window of time ends.
    let lag: Duration
    /// How far each window reaches back over the one before it, for rows that came late: readers see those rows twice.
    let lookback: Lookback?
    /// Whose days a watermark by date has.
    let zone: TimeZoneRules

    /// Where the windows of a run end; `nil` where only the statement finds the greatest value.
    func end(at time: UTCTime) -> UTCTime? {
        let end = time.advanced(by: .zero - lag)
        return switch type {
        case .integer, .text: nil
        case .date: zone.period(.day, holding: end).lowerBound
        default: end
        }
    }
}
