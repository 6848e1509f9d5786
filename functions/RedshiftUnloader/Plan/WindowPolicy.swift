import UTCTime

/// The rule by which a run's window follows from its time and from the runs before it.
enum WindowPolicy: Sendable, Equatable {
    /// Everything, every time.
    case none
    case every(CalendarWindow)
    case watermark(WatermarkPolicy)

    var calendar: CalendarWindow? { if case .every(let window) = self { window } else { nil } }
    var watermark: WatermarkPolicy? { if case .watermark(let policy) = self { policy } else { nil } }

    /// The time zone of the dates in places. Hours are shown in UTC: an hour that comes twice has one local text.
    var zone: TimeZoneRules {
        switch self {
        case .none: .utc
        case .watermark(let policy): policy.type == .date ? policy.zone : .utc
        case .every(let window): window.period == .hour ? .utc : window.zone
        }
    }

    /// The kind of window in words. A backfill of days does not continue with weeks, nor with another zone's days.
    var kind: String {
        switch self {
        case .none: "none"
        case .every(let window): "\(window.period.rawValue) in \(window.zone.name)"
        case .watermark(let policy): "watermark by \(policy.type.rawValue)"
        }
    }
}
