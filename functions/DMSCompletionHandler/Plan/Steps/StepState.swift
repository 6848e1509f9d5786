/// How far a step is.
enum StepState: String, Sendable {
    /// It runs by itself; its own alarms look after it.
    case started
    /// It must be looked at again.
    case waiting
    case done
    case failed

    var isOver: Bool { self != .waiting }
}
