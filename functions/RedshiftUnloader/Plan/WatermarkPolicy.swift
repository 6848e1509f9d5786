import RedshiftSQL
import UTCTime

/// The rule for windows by watermark. Each window begins where the last published window ended.
struct WatermarkPolicy: Sendable, Equatable {
    enum Lookback: Sendable, Equatable {
        case duration(Duration)
        case count(Int64)
    }

    /// The watermark's column, for exports that name no `window_column`.
    let column: SQLIdentifier
    let type: WindowColumnType
    /// The value at which the first window begins. The window includes this value when it is a time, but not when it is
    /// a number or a text.
    let initial: WatermarkValue
    /// The time between the end of a window and the run's time.
    let lag: Duration
    /// The overlap of each window with the window before it, for rows that came late. Readers see those rows twice.
    let lookback: Lookback?
    /// The time zone of the days, for a watermark of type `date`.
    let zone: TimeZoneRules

    /// Returns the end of a run's windows; `nil` for a watermark of numbers or texts. For these, the statement
    /// determines the end.
    func end(at time: UTCTime) -> UTCTime? {
        let end = time.advanced(by: .zero - lag)
        return switch type {
        case .integer, .text: nil
        case .date: zone.period(.day, holding: end).lowerBound
        default: end
        }
    }
}
