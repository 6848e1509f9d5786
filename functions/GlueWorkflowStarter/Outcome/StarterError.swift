import AWSClient
import FormEncoding
import LambdaRuntime

/// The reason why there is no successful run. Retry and Catch in Step Functions match the reason by its name.
struct StarterError: LambdaError, Equatable, Codable, CustomStringConvertible {
    enum Name: String, Codable, CaseIterable {
        // The run failed.
        case workflowFailed = "Glue.WorkflowFailed"
        case nodesUnreached = "Glue.NodesUnreached"
        case nothingRan = "Glue.NothingRan"
        case workflowStopped = "Glue.WorkflowStopped"
        case workflowError = "Glue.WorkflowError"
        case workflowUndecided = "Glue.WorkflowUndecided"
        // There is no run.
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
        case callbackRefused = "Starter.CallbackRefused"
        case keyConflict = "Starter.KeyConflict"
    }

    let name: Name
    /// The text for a person: the action that failed, its object, and what to do about the failure.
    let message: String

    init(_ name: Name, _ message: String) {
        self.name = name
        self.message = message.cut(toBytes: Self.longestMessage)
    }

    /// The maximum length of a message in bytes. A record contains the message together with other data.
    static let longestMessage = 4000

    /// - Parameter message: names the field, and says what is expected there.
    static func invalid(_ message: String) -> StarterError { StarterError(.invalidInput, message) }

    var isOfGlue: Bool { name.rawValue.hasPrefix("Glue.") }

    /// `true` when a repetition of the same call would give the same error.
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
    /// Makes the error for a message that Step Functions or EventBridge did not accept.
    ///
    /// - Parameter what: a text that names the message and says that it could not be sent.
    init(undelivered what: String, _ error: AWSError) {
        self.init(error.isRetryable ? .callbackFailed : .callbackRefused, "\(what): \(error)")
    }

    /// Converts an error of Glue into a `StarterError`. ``StartFailure`` decides whether the failed call may have
    /// started a run.
    init(_ error: AWSError, workflow: String, run: String? = nil) {
        let subject = run.map { "run \($0) of workflow \(workflow)" } ?? "workflow \(workflow)"
        let name: Name =
            switch (error.code, error.kind) {
            case ("EntityNotFoundException", _): run == nil ? .workflowNotFound : .runNotFound
            case ("ConcurrentRunsExceededException", _): .concurrentRunsExceeded
            case ("ResourceNumberLimitExceededException", _): .resourceLimitExceeded
            case ("InvalidInputException", _), ("ValidationException", _): .invalidInput
            case ("IllegalWorkflowStateException", _): .illegalState
            // Glue answers these with status 400, and not again.
            case ("OperationTimeoutException", _), ("InternalServiceException", _),
                ("ConcurrentModificationException", _):
                .serviceUnavailable
            case (let code, _) where Self.denials.contains(code): .accessDenied
            case (_, .throttled): .throttled
            // Glue has answered, and would answer the same again.
            case (_, .permanent) where error.status != nil: .invalidInput
            default: .serviceUnavailable
            }
        self.init(name, "\(subject): \(error)")
    }

    /// Error codes by which Glue, or any AWS service, refuses the role, the key or the signature.
    /// https://docs.aws.amazon.com/glue/latest/webapi/CommonErrors.html
    private static let denials: Set<String> = [
        "AccessDenied", "AccessDeniedException", "ExpiredTokenException", "GlueEncryptionException",
        "IncompleteSignature", "InvalidClientTokenId", "InvalidSignatureException", "MissingAuthenticationToken",
        "MissingAuthenticationTokenException", "NotAuthorized", "OptInRequired", "SignatureDoesNotMatch",
        "UnrecognizedClientException",
    ]
}
