import AWSGlue
import Testing
import UTCTime

@testable import GlueWorkflowStarter

/// The verdict on a run by the nodes of its graph.
@Suite struct GraphVerdictTests {
    private static let graphs: [VerdictCase] = [
        VerdictCase(
            name: "a trigger is no action",
            run: VerdictCase.run("COMPLETED", nil, [GlueWorkflowRunFixture.trigger]),
            verdict: "Glue.WorkflowUndecided"
        ),
        VerdictCase(
            name: "job failed, statistics do not say",
            run: VerdictCase.run("COMPLETED", nil, [VerdictCase.job("load", "FAILED")]),
            verdict: "Glue.WorkflowFailed"
        ),
        VerdictCase(
            name: "job timed out",
            run: VerdictCase.run("COMPLETED", nil, [VerdictCase.job("load", "TIMEOUT")]),
            verdict: "Glue.WorkflowFailed"
        ),
        VerdictCase(
            name: "job expired",
            run: VerdictCase.run("COMPLETED", nil, [VerdictCase.job("load", "EXPIRED")]),
            verdict: "Glue.WorkflowFailed"
        ),
        VerdictCase(
            name: "job stopped",
            run: VerdictCase.run("COMPLETED", nil, [VerdictCase.job("load", "STOPPED")]),
            verdict: "Glue.WorkflowFailed"
        ),
        VerdictCase(
            name: "job errored",
            run: VerdictCase.run("COMPLETED", nil, [VerdictCase.job("load", "ERROR")]),
            verdict: "Glue.WorkflowFailed"
        ),
        VerdictCase(
            name: "crawl cancelled",
            run: VerdictCase.run("COMPLETED", nil, [VerdictCase.crawler("crawl", "CANCELLED")]),
            verdict: "Glue.WorkflowFailed"
        ),
        VerdictCase(
            name: "crawl errored",
            run: VerdictCase.run("COMPLETED", nil, [VerdictCase.crawler("crawl", "ERROR")]),
            verdict: "Glue.WorkflowFailed"
        ),
        VerdictCase(
            name: "job retried to the good",
            run: VerdictCase.run("COMPLETED", nil, [VerdictCase.retriedJob]),
            verdict: "SUCCEEDED"
        ),
        VerdictCase(
            name: "job retried in vain",
            run: VerdictCase.run("COMPLETED", nil, [VerdictCase.retriedInVain]),
            verdict: "Glue.WorkflowFailed"
        ),
        VerdictCase(
            name: "job's state is new",
            run: VerdictCase.run("COMPLETED", nil, [VerdictCase.job("load", "PONDERING")]),
            verdict: "RUNNING"
        ),
        VerdictCase(
            name: "unreached",
            run: VerdictCase.run("COMPLETED", nil, [VerdictCase.job("load", "SUCCEEDED"), VerdictCase.unreachedJob]),
            verdict: "Glue.NodesUnreached"
        ),
        VerdictCase(
            name: "unreached, allowed",
            run: VerdictCase.run("COMPLETED", nil, [VerdictCase.job("load", "SUCCEEDED"), VerdictCase.unreachedJob]),
            policy: VerdictPolicy(unreached: .allow),
            verdict: "SUCCEEDED"
        ),
        VerdictCase(
            name: "unreached, that one allowed",
            run: VerdictCase.run("COMPLETED", nil, [VerdictCase.job("load", "SUCCEEDED"), VerdictCase.unreachedJob]),
            policy: VerdictPolicy(mayBeUnreached: ["later"]),
            verdict: "SUCCEEDED"
        ),
        VerdictCase(
            name: "unreached, another one allowed",
            run: VerdictCase.run("COMPLETED", nil, [VerdictCase.job("load", "SUCCEEDED"), VerdictCase.unreachedJob]),
            policy: VerdictPolicy(mayBeUnreached: ["elsewhere"]),
            verdict: "Glue.NodesUnreached"
        ),
        VerdictCase(
            name: "none reached, all allowed",
            run: VerdictCase.run("COMPLETED", nil, [VerdictCase.unreachedJob]),
            policy: VerdictPolicy(unreached: .allow),
            verdict: "Glue.NothingRan"
        ),
        VerdictCase(
            name: "failed comes before unreached",
            run: VerdictCase.run("COMPLETED", nil, [VerdictCase.job("load", "FAILED"), VerdictCase.unreachedJob]),
            verdict: "Glue.WorkflowFailed"
        ),
    ]

    @Test(arguments: graphs) func isDecided(_ example: VerdictCase) { example.check() }
}
