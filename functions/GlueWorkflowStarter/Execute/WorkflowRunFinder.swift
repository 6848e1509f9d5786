import AWSClient
import AWSGlue

/// Finds runs of a workflow in Glue.
struct WorkflowRunFinder: Sendable {
    let scope: InvocationScope

    /// Finds the run that a record's start call may have created. The answer to that call was lost.
    ///
    /// - Returns: the run's id; `nil` when there is no such run.
    func lostRun(of record: RunRecord) async throws -> String? {
        var search = LostRunSearch(record, table: scope.settings.table)
        var found: String?
        try await pages(of: record.key.workflow) { runs in
            found = search.find(in: runs)
            return found == nil && !search.isPastTheStart
        }
        return found
    }

    /// Finds a run in flight among the workflow's last 1,000 runs. Another caller of Glue may have started it.
    func runInFlight(_ workflow: String) async throws -> String? {
        var found: String?
        var pagesLeft = 4
        try await pages(of: workflow) { runs in
            found = LostRunSearch.inFlight(runs)
            pagesLeft -= 1
            return found == nil && pagesLeft > 0
        }
        return found
    }

    /// Reads the unique ids of a run's failed nodes, except the nodes that the policy allows to fail.
    ///
    /// - Throws: `StarterError` when Glue cannot resume the run, or when no node of the run failed.
    func nodesToResume(_ run: String, _ workflow: String, _ policy: VerdictPolicy) async throws -> [String] {
        let known: GlueWorkflowRun
        do {
            known = try await scope.glue.workflowRun(workflow, run: run, deadline: scope.deadline)
        } catch let error as AWSError where error.code == "EntityNotFoundException" {
            throw StarterError(error, workflow: workflow, run: run)
        }
        guard known.status == "COMPLETED" else { throw Self.notResumable(run, workflow, known.status) }
        let nodes = (known.graph?.nodes ?? []).filter {
            RunNode($0, scope.services.logs).map(policy.minds(failed:)) ?? false
        }
        let ids = nodes.compactMap(\.uniqueID)
        guard !ids.isEmpty else {
            throw StarterError(.nothingToResume, "no job or crawler of run \(run) of workflow \(workflow) failed")
        }
        return ids
    }

    private static func notResumable(_ run: String, _ workflow: String, _ status: String?) -> StarterError {
        let advice =
            switch status {
            case "RUNNING", "STOPPING": "wait for its end"
            default: "Glue resumes completed runs only; start a new run under another key"
            }
        return StarterError(.illegalState, "run \(run) of workflow \(workflow) is \(status ?? "?"): \(advice)")
    }

    private func pages(of workflow: String, _ goesOn: ([GlueWorkflowRun]) -> Bool) async throws {
        var token: String?
        repeat {
            let page: GlueWorkflowRunPage
            do {
                page = try await scope.glue.workflowRuns(workflow, limit: 250, from: token, deadline: scope.deadline)
            } catch let error as AWSError {
                throw StarterError(error, workflow: workflow)
            }
            guard goesOn(page.runs) else { return }
            // A token that does not change would repeat the same page for ever.
            guard page.nextToken != token else { return }
            token = page.nextToken
        } while token != nil
    }
}
