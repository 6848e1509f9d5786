/// A request, read from an event.
enum GlueWorkflowStarterRequest: Sendable, Equatable {
    case start(StartRequest)
    case check(RunReference, VerdictPolicy?, failOnError: Bool)
    case stop(RunReference)
    case sweep
    /// Glue reports that this job or crawler has changed its state.
    case nodeChanged(name: String)
}
