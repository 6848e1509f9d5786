/// The result of running a migration's steps as far as they go.
enum StepSequenceResult: Sendable, Equatable {
    /// None is left.
    case over
    /// One has to be taken again later.
    case waiting
    /// - Parameters:
    ///   - step: ``NextStep/name``.
    ///   - reason: for people.
    case failed(step: String, reason: String)
}
