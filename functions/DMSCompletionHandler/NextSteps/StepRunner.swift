import AWSClient
import AWSServices

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

/// Takes one step. Each may be taken twice without harm, for nobody knows what became of a call whose answer got lost.
struct StepRunner: Sendable {
    let glue: Glue

    /// - Throws: `AWSError` and others: the step could not be taken.
    func take(_ step: NextStep, _ input: StepInput, deadline: ContinuousClock.Instant) async throws -> StepState {
        switch step {
        case .crawler:
            guard let crawler = input.migration.next.crawler else { return .done }
            switch try await glue.startCrawler(crawler, deadline: deadline) {
            case .started: return .started
            case .alreadyRunning: return .waiting
            }
        case .glueWorkflow, .stateMachine, .redshiftLoad:
            throw StepError(description: "the step \(step.rawValue) is not there yet")
        }
    }
}

struct StepError: Error, Sendable, CustomStringConvertible {
    let description: String
}
