/// A step that failed, or that would not be right.
struct StepError: Error, Sendable, Equatable, CustomStringConvertible {
    let description: String
}
