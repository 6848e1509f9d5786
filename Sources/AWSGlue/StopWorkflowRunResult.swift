/// The result of a request to stop a run.
public enum StopWorkflowRunResult: Sendable, Equatable {
    case stopping
    /// The run is finished, or is stopping already.
    case notRunning
}
