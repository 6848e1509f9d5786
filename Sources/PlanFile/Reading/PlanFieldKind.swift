/// The expectation of a field, as far as a schema could say the same.
public enum PlanFieldKind: Sendable, Equatable {
    case any, text, bool, number, duration, size, instant, timeZone, template
    case choice([String])
    case integer(ClosedRange<Int>)
    case list, mapping
}
