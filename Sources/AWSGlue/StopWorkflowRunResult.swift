/// The result of a request to stop a run.
public enum StopWorkflowRunResult: Sendable, Equatable {
    case stopping
    /// The run is over, or stopping already.
    case notRunning
}
