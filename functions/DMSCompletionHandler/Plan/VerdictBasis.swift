/// The evidence from which a new manifest is made.
enum VerdictBasis: Sendable {
    /// The verdict that follows from the service's own status, with its reason.
    case word(Observation, Manifest.Verdict, String)
    /// The tables of a finished task, which are still to be counted.
    case tables(TaskState)
    /// No evidence, because the manifest must exist already.
    case none
}
