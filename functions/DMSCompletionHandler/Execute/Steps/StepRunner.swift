import AWSS3
import LambdaRuntime
import AWSClient
import AWSGlue
import AWSStepFunctions

/// Takes one step. Each may be taken twice without harm, for nobody knows what became of a call whose answer got lost.
struct StepRunner: Sendable {
    let glue: Glue
    let stateMachines: StepFunctions
    let redshift: RedshiftLoader

    /// Glue keeps runs for 90 days. Those of this end are not older than its manifest.
    private static let mostPages = 50

    /// - Returns: progress to record. ``StepState/starting``: take the step again once that is recorded.
    /// - Throws: `AWSError`, ``StepError`` and others: the step could not be taken.
    func take(
        _ step: NextStep,
        _ input: StepInput,
        _ progress: StepProgress,
        _ scope: InvocationScope
    ) async throws -> StepAction {
        let deadline = scope.deadline.work
        switch step {
        case .redshiftLoad(let load): return try await redshift.take(load, input, progress, scope)
        case .crawler(let crawler):
            switch try await glue.startCrawler(crawler, deadline: deadline) {
            case .started: return StepAction(.started)
            // It may have missed the new files: it is started again when it is done.
            case .alreadyRunning: return StepAction(.waiting)
            }
        case .workflow(let workflow): return StepAction(try await startWorkflow(workflow, input, deadline))
        case .stateMachine(let stateMachine):
            _ = try await stateMachines.startExecution(
                of: stateMachine,
                name: input.executionName,
                input: input.detail,
                deadline: deadline
            )
            return StepAction(.started)
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
                    "migration": input.migration.name, "manifest": input.location.description, "run": input.event.run,
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
        } while token != nil && pages < Self.mostPages
        return false
    }
}
