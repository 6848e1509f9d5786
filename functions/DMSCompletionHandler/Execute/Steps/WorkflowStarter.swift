import AWSClient
import AWSGlue
import AWSS3
import LambdaRuntime
import UTCTime

/// Starts a run of a Glue workflow only once. Glue has no client token, so the intention is recorded before the start.
/// If the answer of a start was lost, the starter searches for the run by the run's property `manifest`.
struct WorkflowStarter: Sendable {
    let glue: Glue
    let clock: TimeSource

    /// The number of runs on one page of Glue's list. Glue allows at most 1000.
    private static let pageSize = 250

    /// - Throws: `AWSError`.
    func take(
        _ workflow: String,
        _ input: StepInput,
        _ progress: StepRecord?,
        isOwnIntention: Bool,
        _ scope: InvocationScope
    ) async throws -> StepAction {
        guard let progress, progress.state == .starting else {
            return StepAction(StepRecord(state: .starting, intendedAt: clock.now()))
        }
        if !isOwnIntention, try await hasRun(workflow, of: input.location.description, scope) {
            return StepAction(.started)
        }
        do {
            _ = try await glue.startWorkflowRun(
                workflow,
                properties: [
                    "migration": input.migration.name, "manifest": input.location.description, "run": input.event.run,
                ],
                deadline: scope.deadline.work
            )
        } catch let error as AWSError where error.code == "ConcurrentRunsExceededException" {
            // Glue started no run, so the next attempt need not search for one.
            return StepAction(.waiting)
        }
        return StepAction(.started)
    }

    /// Searches the workflow's runs for a run with this manifest as a property. It reads all pages, because Glue does
    /// not document their order.
    private func hasRun(_ workflow: String, of manifest: String, _ scope: InvocationScope) async throws -> Bool {
        var token: String?
        var seen: Set<String> = []
        repeat {
            let page = try await glue.workflowRuns(
                workflow,
                limit: Self.pageSize,
                from: token,
                deadline: scope.deadline.work
            )
            if page.runs.contains(where: { $0.properties?["manifest"] == manifest }) { return true }
            // Stop at a repeated token, which would cause an endless loop.
            token = page.nextToken.flatMap { seen.insert($0).inserted ? $0 : nil }
        } while token != nil
        return false
    }
}
