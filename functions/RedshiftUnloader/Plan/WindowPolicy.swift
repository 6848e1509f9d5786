import UTCTime

/// The rule that determines a run's window from the run's time and from earlier runs.
enum WindowPolicy: Sendable, Equatable {
    /// No window: each run unloads all rows.
    case none
    case every(CalendarWindow)
    case watermark(WatermarkPolicy)

    var calendar: CalendarWindow? { if case .every(let window) = self { window } else { nil } }
    var watermark: WatermarkPolicy? { if case .watermark(let policy) = self { policy } else { nil } }

    /// The time zone of the dates in S3 prefixes. Hourly windows use UTC: when the clocks go back, two hours have the
    /// same local text.
    var zone: TimeZoneRules {
        switch self {
        case .none: .utc
        case .watermark(let policy): policy.type == .date ? policy.zone : .utc
        case .every(let window): window.period == .hour ? .utc : window.zone
        }
    }

    /// The kind of window, as text. A backfill of days cannot continue with weeks, or with the days of another zone.
    var kind: String {
        switch self {
        case .none: "none"
        case .every(let window): "\(window.period.rawValue) in \(window.zone.name)"
        case .watermark(let policy): "watermark by \(policy.type.rawValue)"
        }
    }
}
