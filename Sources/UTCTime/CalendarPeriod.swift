/// The kinds of calendar periods that a window can cover, in local time.
public enum CalendarPeriod: String, Sendable, CaseIterable {
    case hour, day
    /// A week from Monday to Sunday, as in ISO 8601.
    case week
    case month

    /// The finest unit that a date pattern must show, so that every period has a different text.
    public var unit: CalendarUnit {
        switch self {
        case .hour: .hour
        case .day, .week: .day
        case .month: .month
        }
    }

    /// Returns the first day of the period that contains `day`. Days are counted from 1970-01-01, a Thursday.
    func firstDay(holding day: Int) -> Int {
        switch self {
        case .hour, .day: return day
        case .week: return floorDivide(day + 3, 7) * 7 - 3
        case .month:
            let date = civilFromDays(day)
            return daysFromCivil(date.year, date.month, 1)
        }
    }

    /// Returns the first day of the next period.
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
