import AWSGlue
import AWSStepFunctions
import LambdaRuntime

/// Takes one step. Each may be taken twice without harm, for the answer of a call may be lost.
struct StepRunner: Sendable {
    let glue: Glue
    let stateMachines: StepFunctions
    let workflows: WorkflowStarter
    let loads: LoadInvoker

    /// - Parameters:
    ///   - progress: as recorded; `nil` for a step that was never taken.
    ///   - isOwnIntention: true when this invocation has just recorded ``StepStatus/starting``, so that nothing was carried
    ///     out yet.
    /// - Returns: progress to record. ``StepStatus/starting``: take the step again once that is recorded.
    /// - Throws: `AWSError`, ``StepError`` and others: the step could not be taken.
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
            // It may have missed the new files: it is started again when it is done.
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
