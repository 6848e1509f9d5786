/// The state of a step. Legal moves: none → starting, waiting, started, done; starting → waiting, started, done; waiting →
/// starting, started, done. A step that failed stays where it was, and is taken again.
enum StepStatus: String, Codable, Sendable {
    /// The intention is recorded, and may have been carried out.
    case starting
    /// It must be taken again, later.
    case waiting
    /// It runs by itself, and its own alarms are responsible for it.
    case started
    case done

    var isOver: Bool { self == .started || self == .done }
}
