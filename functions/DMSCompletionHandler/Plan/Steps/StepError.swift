/// The failure of a step, or the reason why the step must not run.
struct StepError: Error, Sendable, Equatable, CustomStringConvertible {
    let description: String
}
