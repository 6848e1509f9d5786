/// What a step is given.
struct StepInput: Sendable {
    let migration: Migration
    let manifest: Manifest
    let location: S3Location
    let run: String
    /// Our event's detail, JSON.
    let detail: String
    /// What this step's state was before.
    let state: StepState?
}
