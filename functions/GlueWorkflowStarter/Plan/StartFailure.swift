import AWSClient

/// The meaning of a failed call that should have started a run.
enum StartFailure: Equatable {
    /// No run was started; a later call may start one.
    case refused(StarterError)
    /// No run was started, and a repetition gives the same error.
    case impossible(StarterError)
    /// A run may have been started.
    case ambiguous(StarterError)

    init(_ error: AWSError, workflow: String, run: String? = nil) {
        let meaning = StarterError(error, workflow: workflow, run: run)
        self =
            switch (error.code, error.kind) {
            case ("ConcurrentRunsExceededException", _), ("ResourceNumberLimitExceededException", _):
                .refused(meaning)
            // Errors of Glue itself, which do not say how far it got.
            case ("OperationTimeoutException", _), ("InternalServiceException", _): .ambiguous(meaning)
            case (_, .throttled), (_, .notSent), (_, .clockSkew): .refused(meaning)
            case (_, .transient), (_, .outOfTime): .ambiguous(meaning)
            case (_, .permanent): .impossible(meaning)
            }
    }
}
