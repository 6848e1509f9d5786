/// The result of taking a step: progress to record, and the failure that ends the attempt.
struct StepAction: Sendable, Equatable {
    var progress: StepProgress
    var failure: StepError?

    init(_ progress: StepProgress, failure: StepError? = nil) {
        self.progress = progress
        self.failure = failure
    }

    init(_ state: StepState) { self.init(StepProgress(state: state)) }
}
