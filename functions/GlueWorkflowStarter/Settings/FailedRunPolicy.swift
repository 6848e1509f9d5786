/// The treatment of a request whose key has a failed run already, such as that of a redriven execution.
enum FailedRunPolicy: String, Codable, CaseIterable, Sendable {
    /// The failure is the answer.
    case keep
    /// A new run.
    case restart
    /// A run of the failed nodes, where Glue can resume the failed run; else a new run.
    case resume
}
