/// The need of a field: required or optional.
public enum PlanFieldNeed: Sendable, Equatable {
    case required, optional
}
