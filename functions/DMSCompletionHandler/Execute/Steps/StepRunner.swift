import AWSGlue
import AWSStepFunctions
import LambdaRuntime

/// Runs one of the steps that follow a migration. Every step may safely run twice, because the answer of a call may
/// be lost.
struct StepRunner: Sendable {
    let glue: Glue
    let stateMachines: StepFunctions
    let workflows: WorkflowStarter
    let loads: LoadInvoker

    /// Runs the step once.
    ///
    /// - Parameters:
    ///   - progress: the step's recorded progress; `nil` for a step that never ran.
    ///   - isOwnIntention: `true` when this invocation has just recorded ``StepStatus/starting``: nothing was started
    ///     yet.
    /// - Returns: the progress to record. After ``StepStatus/starting`` is recorded, run the step again.
    /// - Throws: `AWSError`, ``StepError`` and others: the step could not run.
    func take(
        _ step: NextStep,
        _ input: StepInput,
        _ progress: StepRecord?,
        isOwnIntention: Bool,
        _ scope: InvocationScope
    ) async throws -> StepAction {
        let deadline = scope.deadline.work
        switch step {
        case .load(let function, let plan):
            return try await loads.take(function, plan: plan, input, progress, scope)
        case .crawler(let crawler):
            switch try await glue.startCrawler(crawler, deadline: deadline) {
            case .started: return StepAction(.started)
            // The running crawl may have missed the new files, so the crawler must start again afterwards.
            case .alreadyRunning: return StepAction(.waiting)
            }
        case .workflow(let workflow):
            return try await workflows.take(workflow, input, progress, isOwnIntention: isOwnIntention, scope)
        case .stateMachine(let stateMachine):
            _ = try await stateMachines.startExecution(
                of: stateMachine,
                name: input.executionName,
                input: MigrationEventDetail(input.report).json,
                deadline: deadline
            )
            return StepAction(.started)
        }
    }
}
