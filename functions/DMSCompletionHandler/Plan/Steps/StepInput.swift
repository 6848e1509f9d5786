import AWSS3

/// The input of a next step: the run's end, the manifest and the report.
struct StepInput: Sendable {
    let event: CompletionEvent
    let manifest: Manifest
    let location: S3Location
    /// The check's report, made from the manifest. The input of a state machine is made from this report.
    let report: CheckReport

    var migration: Migration { event.migration }

    /// The name of the load or execution that a step starts: the same for every attempt.
    var executionName: String {
        ExecutionName.of(migration.name, run: event.run, revision: manifest.revision)
    }
}
