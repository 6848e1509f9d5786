/// A unit that a date pattern can show, from the coarsest to the finest.
public enum CalendarUnit: Int, Sendable, Comparable, CaseIterable {
    case year, month, day, hour, minute, second

    public static func < (left: CalendarUnit, right: CalendarUnit) -> Bool { left.rawValue < right.rawValue }
}
