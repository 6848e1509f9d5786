/// The result of running a migration's unfinished steps in the plan's order.
enum StepSequenceResult: Sendable, Equatable {
    /// No step is left to run.
    case over
    /// A step is not finished and must run again later.
    case waiting
    /// A step failed. The later steps wait for it.
    ///
    /// - Parameters:
    ///   - step: the step's ``NextStep/name``.
    ///   - reason: the error as text for people.
    case failed(step: String, reason: String)
}
