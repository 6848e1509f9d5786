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
    let type: WindowColumnType
    /// The beginning of the first window: a time is in it, a number or a text is not.
    let initial: WatermarkValue
    /// The time between the end of a window and the run's time.
    let lag: Duration
    /// The overlap of each window with the one before it, for rows that came late. Readers see those rows twice.
    let lookback: Lookback?
    /// The time zone of a watermark by date.
    let zone: TimeZoneRules

    /// The end of the windows of a run; `nil` where only the statement determines the greatest value.
    func end(at time: UTCTime) -> UTCTime? {
        let end = time.advanced(by: .zero - lag)
        return switch type {
        case .integer, .text: nil
        case .date: zone.period(.day, holding: end).lowerBound
        default: end
        }
    }
}
