import AWSGlue
import Testing
import UTCTime

@testable import GlueWorkflowStarter

/// The verdict on a run by its status and its statistics, and the table of its nodes.
@Suite struct RunVerdictTests {
    private static let statuses: [VerdictCase] = [
        VerdictCase(name: "running", run: VerdictCase.run("RUNNING"), verdict: "RUNNING"),
        VerdictCase(
            name: "running with a failure",
            run: VerdictCase.run("RUNNING", .init(total: 2, failed: 1)),
            verdict: "RUNNING"
        ),
        VerdictCase(name: "stopping", run: VerdictCase.run("STOPPING"), verdict: "RUNNING"),
        VerdictCase(name: "stopped", run: VerdictCase.run("STOPPED"), verdict: "Glue.WorkflowStopped"),
        VerdictCase(name: "error", run: VerdictCase.run("ERROR"), verdict: "Glue.WorkflowError"),
        VerdictCase(name: "a status that Glue adds later", run: VerdictCase.run("PAUSED"), verdict: "RUNNING"),
        VerdictCase(name: "completed, all good", run: VerdictCase.run("COMPLETED"), verdict: "SUCCEEDED"),
        VerdictCase(name: "no status at all", run: GlueWorkflowRun(), verdict: "RUNNING"),
    ]

    private static let statistics: [VerdictCase] = [
        VerdictCase(
            name: "one failed",
            run: VerdictCase.run("COMPLETED", .init(total: 2, failed: 1, succeeded: 1)),
            verdict: "Glue.WorkflowFailed"
        ),
        VerdictCase(
            name: "one timed out",
            run: VerdictCase.run("COMPLETED", .init(total: 2, timedOut: 1, succeeded: 1)),
            verdict: "Glue.WorkflowFailed"
        ),
        VerdictCase(
            name: "one stopped",
            run: VerdictCase.run("COMPLETED", .init(total: 2, stopped: 1, succeeded: 1)),
            verdict: "Glue.WorkflowFailed"
        ),
        VerdictCase(
            name: "one errored",
            run: VerdictCase.run("COMPLETED", .init(total: 2, succeeded: 1, errored: 1)),
            verdict: "Glue.WorkflowFailed"
        ),
        VerdictCase(
            name: "still counting",
            run: VerdictCase.run("COMPLETED", .init(total: 2, succeeded: 1, running: 1)),
            verdict: "RUNNING"
        ),
        VerdictCase(
            name: "still counting an hour later",
            run: VerdictCase.run("COMPLETED", .init(total: 2, succeeded: 1, running: 1)),
            now: 5600,
            verdict: "Glue.WorkflowUndecided"
        ),
        VerdictCase(name: "no statistics, good nodes", run: VerdictCase.run("COMPLETED", nil), verdict: "SUCCEEDED"),
        VerdictCase(
            name: "no statistics, no graph",
            run: VerdictCase.run("COMPLETED", nil, nil),
            verdict: "Glue.WorkflowUndecided"
        ),
        VerdictCase(
            name: "no graph",
            run: VerdictCase.run("COMPLETED", .init(total: 2, succeeded: 2), nil),
            verdict: "SUCCEEDED"
        ),
        VerdictCase(
            name: "no graph, not all reached",
            run: VerdictCase.run("COMPLETED", .init(total: 2, succeeded: 1), nil),
            verdict: "Glue.NodesUnreached"
        ),
        VerdictCase(
            name: "no graph, not all reached, allowed",
            run: VerdictCase.run("COMPLETED", .init(total: 2, succeeded: 1), nil),
            policy: VerdictPolicy(unreached: .allow),
            verdict: "SUCCEEDED"
        ),
        VerdictCase(
            name: "nothing ran",
            run: VerdictCase.run("COMPLETED", .init(total: 0, succeeded: 0), []),
            verdict: "Glue.NothingRan"
        ),
    ]

    @Test(arguments: statuses + statistics) func isDecided(_ example: VerdictCase) { example.check() }

    @Test func theTableHasALinePerNodeTheBadOnesFirst() {
        let run = VerdictCase.run(
            "COMPLETED",
            nil,
            [
                GlueWorkflowRunFixture.trigger, VerdictCase.job("good", "SUCCEEDED"), VerdictCase.unreachedJob,
                GlueWorkflowRunFixture.job("bad", "FAILED", "FAILED"), VerdictCase.crawler("crawl", "SUCCEEDED"),
            ]
        )
        let nodes = RunVerdict(
            run,
            workflow: "w",
            policy: VerdictPolicy(),
            logs: CloudWatchLogsURL(region: "eu-west-1"),
            now: .now()
        ).nodes
        #expect(nodes.map(\.name) == ["bad", "later", "good", "crawl"])
        let bad = nodes[0]
        #expect(bad.runId == "jr_bad_1")
        #expect(bad.attempt == 1)
        #expect(bad.error == "boom")
        #expect(nodes[1].state == "NOT_REACHED")
        #expect(nodes[1].log == nil)
        #expect(nodes[2].error == nil)
    }
}
