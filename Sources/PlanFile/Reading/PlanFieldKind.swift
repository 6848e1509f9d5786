/// The kind of value that a field expects, for the comparison with the plan's schema.
public enum PlanFieldKind: Sendable, Equatable {
    case any, text, bool, number, duration, size, instant, timeZone, template
    case choice([String])
    case integer(ClosedRange<Int>)
    case list, mapping
}
