/// A span of the local calendar that a window can cover.
public enum CalendarPeriod: String, Sendable, CaseIterable {
    case hour, day
    /// Monday to Sunday, as in ISO 8601.
    case week
    case month

    /// The finest unit that a date pattern must show, so that no two periods have the same text.
    public var unit: CalendarUnit {
        switch self {
        case .hour: .hour
        case .day, .week: .day
        case .month: .month
        }
    }

    /// The first day of the period that holds `day`; days are counted from 1970-01-01, a Thursday.
    func firstDay(holding day: Int) -> Int {
        switch self {
        case .hour, .day: return day
        case .week: return floorDivide(day + 3, 7) * 7 - 3
        case .month:
            let date = civilFromDays(day)
            return daysFromCivil(date.year, date.month, 1)
        }
    }

    /// The first day of the following period.
    func nextFirstDay(after firstDay: Int) -> Int {
        switch self {
        case .hour, .day: return firstDay + 1
        case .week: return firstDay + 7
        case .month:
            let date = civilFromDays(firstDay)
            return date.month == 12
                ? daysFromCivil(date.year + 1, 1, 1) : daysFromCivil(date.year, date.month + 1, 1)
        }
    }
}
