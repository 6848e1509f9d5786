struct StepError: Error, Sendable, CustomStringConvertible {
    let description: String
}
