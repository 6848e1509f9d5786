/// The evidence that a new manifest is made of.
enum VerdictBasis: Sendable {
    /// The service's own word, and its reason.
    case word(Observation, Manifest.Verdict, String)
    /// The tables, which are still to be counted.
    case tables(TaskState)
    /// Nothing: the manifest must be there already.
    case none
}
