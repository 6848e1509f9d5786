/// The result of taking a step: progress to record, and the failure that ends the attempt.
struct StepAction: Sendable, Equatable {
    var progress: StepRecord
    var failure: StepError?

    init(_ progress: StepRecord, failure: StepError? = nil) {
        self.progress = progress
        self.failure = failure
    }

    init(_ state: StepStatus) { self.init(StepRecord(state: state)) }
}
