import AWSClient
import LambdaRuntime

/// Why there is no successful run, by the name that Step Functions' Retry and Catch match.
struct StarterError: LambdaError, Equatable, Codable, CustomStringConvertible {
    enum Name: String, Codable, CaseIterable {
        // What came of a run.
        case workflowFailed = "Glue.WorkflowFailed"
        case nodesUnreached = "Glue.NodesUnreached"
        case nothingRan = "Glue.NothingRan"
        case workflowStopped = "Glue.WorkflowStopped"
        case workflowError = "Glue.WorkflowError"
        case workflowUndecided = "Glue.WorkflowUndecided"
        // Why there is none.
        case concurrentRunsExceeded = "Glue.ConcurrentRunsExceeded"
        case resourceLimitExceeded = "Glue.ResourceLimitExceeded"
        case throttled = "Glue.Throttled"
        case serviceUnavailable = "Glue.ServiceUnavailable"
        case workflowNotFound = "Glue.WorkflowNotFound"
        case runNotFound = "Glue.RunNotFound"
        case invalidInput = "Glue.InvalidInput"
        case accessDenied = "Glue.AccessDenied"
        case nothingToResume = "Glue.NothingToResume"
        case illegalState = "Glue.IllegalState"
        case tableUnavailable = "Starter.TableUnavailable"
        case callbackFailed = "Starter.CallbackFailed"
    }

    let name: Name
    /// For a person: what was being done, to what, and what to do about it.
    let message: String

    init(_ name: Name, _ message: String) {
        self.name = name
        self.message = message
    }

    var isOfGlue: Bool { name.rawValue.hasPrefix("Glue.") }

    /// Whether asking again in the same way gives the same answer.
    var isLasting: Bool {
        switch name {
        case .concurrentRunsExceeded, .resourceLimitExceeded, .throttled, .serviceUnavailable, .tableUnavailable,
            .callbackFailed:
            false
        default: true
        }
    }

    var errorType: String { name.rawValue }
    var errorMessage: String { message }
    var description: String { "\(name.rawValue): \(message)" }
}

extension StarterError {
    /// What an error of Glue means to who asked. What may have been done nevertheless is ``StartFailure``'s business.
    init(_ error: AWSError, workflow: String, run: String? = nil) {
        let subject = run.map { "run \($0) of workflow \(workflow)" } ?? "workflow \(workflow)"
        let name: Name =
            switch (error.code, error.kind) {
            case ("EntityNotFoundException", _): run == nil ? .workflowNotFound : .runNotFound
            case ("ConcurrentRunsExceededException", _): .concurrentRunsExceeded
            case ("ResourceNumberLimitExceededException", _): .resourceLimitExceeded
            case ("InvalidInputException", _), ("ValidationException", _): .invalidInput
            case ("IllegalWorkflowStateException", _): .illegalState
            case ("AccessDeniedException", _), ("AccessDenied", _): .accessDenied
            case (_, .throttled): .throttled
            default: .serviceUnavailable
            }
        self.init(name, "\(subject): \(error)")
    }
}

/// What a failed call that should have started a run leaves behind.
enum StartFailure: Equatable {
    /// No run was started now; later one may be.
    case refused(StarterError)
    /// No run was started, and asking again gives the same answer.
    case impossible(StarterError)
    /// Nobody knows: a run may have been started.
    case ambiguous(StarterError)

    init(_ error: AWSError, workflow: String, run: String? = nil) {
        let meaning = StarterError(error, workflow: workflow, run: run)
        self =
            switch (error.code, error.kind) {
            case ("ConcurrentRunsExceededException", _), ("ResourceNumberLimitExceededException", _):
                .refused(meaning)
            // Glue names it an error of its own making and does not say how far it got.
            case ("OperationTimeoutException", _), ("InternalServiceException", _): .ambiguous(meaning)
            case (_, .throttled), (_, .notSent), (_, .clockSkew): .refused(meaning)
            case (_, .transient), (_, .outOfTime): .ambiguous(meaning)
            case (_, .permanent): .impossible(meaning)
            }
    }
}
