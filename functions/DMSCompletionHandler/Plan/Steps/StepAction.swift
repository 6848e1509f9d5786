/// The result of running a step: the progress to record, and the failure if the step failed.
struct StepAction: Sendable, Equatable {
    var progress: StepRecord
    var failure: StepError?

    init(_ progress: StepRecord, failure: StepError? = nil) {
        self.progress = progress
        self.failure = failure
    }

    init(_ state: StepStatus) { self.init(StepRecord(state: state)) }
}
