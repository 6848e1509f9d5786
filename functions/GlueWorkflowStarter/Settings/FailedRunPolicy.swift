/// The treatment of a request whose key already has a failed run, for example after a redriven execution.
enum FailedRunPolicy: String, Codable, CaseIterable, Sendable {
    /// The request gets the failure of the earlier run as its answer.
    case keep
    /// The request gets a new run.
    case restart
    /// The failed nodes are run again if Glue can resume the failed run. Otherwise the request gets a new run.
    case resume
}
