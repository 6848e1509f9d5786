import UTCTime

/// How the window of a run follows from its time and from the runs before it.
enum WindowPolicy: Sendable, Equatable {
    /// Everything, every time.
    case none
    case every(CalendarWindow)
    case watermark(WatermarkPolicy)

    var calendar: CalendarWindow? { if case .every(let window) = self { window } else { nil } }
    var watermark: WatermarkPolicy? { if case .watermark(let policy) = self { policy } else { nil } }

    /// Whose clock the dates of a place show. Texts of hours are in UTC: an hour that comes twice has one local text.
    var zone: TimeZoneRules {
        switch self {
        case .none, .watermark: .utc
        case .every(let window): window.period == .hour ? .utc : window.zone
        }
    }

    /// What tells one kind of window from another: a backfill of days goes not on with weeks, nor with another zone's days.
    var kind: String {
        switch self {
        case .none: "none"
        case .every(let window): "\(window.period.rawValue) in \(window.zone.name)"
        case .watermark(let policy): "watermark by \(policy.type.rawValue)"
        }
    }
}
