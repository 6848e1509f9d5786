/// The state of a step.
enum StepState: String, Codable, Sendable {
    /// The intention is recorded, and it may have been carried out.
    case starting
    /// It must be looked at again.
    case waiting
    /// It runs by itself; its own alarms look after it.
    case started
    case done

    var isOver: Bool { self == .started || self == .done }
}
