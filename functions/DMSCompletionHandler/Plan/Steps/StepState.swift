/// How far a step is.
enum StepState: String, Codable, Sendable {
    /// What will be done is recorded, and it may have been done.
    case starting
    /// It must be looked at again.
    case waiting
    /// It runs by itself; its own alarms look after it.
    case started
    case done

    var isOver: Bool { self == .started || self == .done }
}
