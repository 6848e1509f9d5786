/// What a reader expects in a field, as far as a schema could say the same.
public enum PlanFieldKind: Sendable, Equatable {
    case any, text, bool, number, duration, size, instant, timeZone, template
    case choice([String])
    case integer(ClosedRange<Int>)
    case list, mapping
}

/// Whether a field must be there.
public enum PlanFieldNeed: Sendable, Equatable {
    case required, optional
}
