/// The thing the function is asked to do.
enum GlueWorkflowStarterRequest: Sendable, Equatable {
    case start(StartRequest)
    case check(RunReference, VerdictPolicy?, failOnError: Bool)
    case stop(RunReference)
    case sweep
    /// Glue says that this job or crawler has changed its state.
    case nodeChanged(name: String)
}
