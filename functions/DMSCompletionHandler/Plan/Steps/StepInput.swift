import AWSS3

/// The input of a step.
struct StepInput: Sendable {
    let event: CompletionEvent
    let manifest: Manifest
    let location: S3Location
    /// The report of the manifest, which our own event is made of.
    let report: CheckReport

    var migration: Migration { event.migration }

    /// Names what a step starts: the same for every attempt.
    var executionName: String {
        ExecutionName.of(migration.name, run: event.run, revision: manifest.revision)
    }
}
