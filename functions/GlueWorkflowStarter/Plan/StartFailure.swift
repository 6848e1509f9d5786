import AWSClient

/// The state of things after a call that should have started a run and failed.
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
