/// The kind of field: required or optional.
public enum PlanFieldNeed: Sendable, Equatable {
    case required, optional
}
