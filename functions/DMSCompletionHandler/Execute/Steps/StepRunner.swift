import AWSClient
import AWSGlue
import AWSStepFunctions

/// Takes one step. Each may be taken twice without harm, for nobody knows what became of a call whose answer got lost.
struct StepRunner: Sendable {
    let glue: Glue
    let stateMachines: StepFunctions
    let redshift: RedshiftLoader

    /// - Throws: `AWSError`, ``StepError`` and others: the step could not be taken.
    func take(_ step: NextStep, _ input: StepInput, deadline: ContinuousClock.Instant) async throws -> StepState {
        switch step {
        case .crawler:
            guard let crawler = input.migration.next.crawler else { return .done }
            switch try await glue.startCrawler(crawler, deadline: deadline) {
            case .started: return .started
            case .alreadyRunning: return .waiting
            }
        case .glueWorkflow:
            guard let workflow = input.migration.next.glueWorkflow else { return .done }
            return try await startWorkflow(workflow, input, deadline)
        case .stateMachine:
            guard let stateMachine = input.migration.next.stateMachine else { return .done }
            _ = try await stateMachines.startExecution(
                of: stateMachine,
                name: ExecutionName.of(input.migration.name, run: input.run, revision: input.manifest.revision),
                input: input.detail,
                deadline: deadline
            )
            return .started
        case .redshiftLoad: return try await redshift.take(input, deadline: deadline)
        }
    }

    /// Glue has no client token: our own property tells a run that an earlier attempt may have started.
    private func startWorkflow(
        _ workflow: String,
        _ input: StepInput,
        _ deadline: ContinuousClock.Instant
    ) async throws -> StepState {
        if try await hasRun(workflow, of: input.location.description, deadline) { return .started }
        do {
            _ = try await glue.startWorkflowRun(
                workflow,
                properties: [
                    "migration": input.migration.name, "manifest": input.location.description, "run": input.run,
                ],
                deadline: deadline
            )
        } catch let error as AWSError where error.code == "ConcurrentRunsExceededException" {
            return .waiting
        }
        return .started
    }

    private func hasRun(
        _ workflow: String,
        of manifest: String,
        _ deadline: ContinuousClock.Instant
    ) async throws -> Bool {
        var token: String?
        var pages = 0
        repeat {
            let page = try await glue.workflowRuns(workflow, limit: 100, from: token, deadline: deadline)
            if page.runs.contains(where: { $0.properties?["manifest"] == manifest }) { return true }
            token = page.nextToken
            pages += 1
            // Glue keeps runs for 90 days. Those of this stop are not older than its manifest.
        } while token != nil && pages < 50
        return false
    }
}
