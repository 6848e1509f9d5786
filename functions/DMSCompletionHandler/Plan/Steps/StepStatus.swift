/// The state of a step. Legal moves: none → starting, waiting, started, done; starting → waiting, started, done;
/// waiting → starting, started, done. A failed step keeps its state and runs again.
enum StepStatus: String, Codable, Sendable {
    /// The intention to start something is recorded, and the start may have happened.
    case starting
    /// The step must run again later.
    case waiting
    /// The step's crawler, workflow or state machine was started. Its own alarms report its failures.
    case started
    case done

    var isOver: Bool { self == .started || self == .done }
}
