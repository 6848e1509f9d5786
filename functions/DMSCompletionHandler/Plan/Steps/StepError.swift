/// The failure of a step, or the reason why it must not be taken.
struct StepError: Error, Sendable, Equatable, CustomStringConvertible {
    let description: String
}
