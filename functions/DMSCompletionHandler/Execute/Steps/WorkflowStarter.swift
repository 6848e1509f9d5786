import AWSClient
import AWSGlue
import AWSS3
import LambdaRuntime
import UTCTime

/// Starts a run of a Glue workflow once. Glue has no client token: the intention is recorded before the start, and only a
/// start whose answer was lost makes it search for the run, by the run's own property.
struct WorkflowStarter: Sendable {
    let glue: Glue
    let clock: TimeSource

    /// Runs of one page; Glue gives at most 1000.
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
            // Nothing was started, so that nothing has to be searched for.
            return StepAction(.waiting)
        }
        return StepAction(.started)
    }

    /// Reads all runs that Glue keeps, because the order of its pages is not documented.
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
            // A token that was given before would go round for ever.
            token = page.nextToken.flatMap { seen.insert($0).inserted ? $0 : nil }
        } while token != nil
        return false
    }
}
