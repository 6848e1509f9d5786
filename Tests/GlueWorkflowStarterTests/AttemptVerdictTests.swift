import AWSGlue
import Testing
import UTCTime

@testable import GlueWorkflowStarter

/// The verdict on a run whose nodes had several attempts: statistics count attempts; with a graph the last ones decide.
@Suite struct AttemptVerdictTests {
    private static let attempts: [VerdictCase] = [
        VerdictCase(
            name: "failed once, succeeded on its own retry",
            run: VerdictCase.run("COMPLETED", .init(total: 2, failed: 1, succeeded: 1), [VerdictCase.retriedJob]),
            verdict: "SUCCEEDED"
        ),
        VerdictCase(
            name: "three jobs with two failed attempts each",
            run: VerdictCase.run(
                "COMPLETED",
                .init(total: 9, failed: 6, succeeded: 3),
                ["a", "b", "c"].map { name in
                    GlueWorkflowRunFixture.job(name, "FAILED", "FAILED", "SUCCEEDED")
                }
            ),
            verdict: "SUCCEEDED"
        ),
        VerdictCase(
            name: "timed out once, succeeded on its own retry",
            run: VerdictCase.run(
                "COMPLETED",
                .init(total: 2, timedOut: 1, succeeded: 1),
                [GlueWorkflowRunFixture.job("load", "TIMEOUT", "SUCCEEDED")]
            ),
            verdict: "SUCCEEDED"
        ),
        VerdictCase(
            name: "a crawl again after an error",
            run: VerdictCase.run(
                "COMPLETED",
                .init(total: 2, succeeded: 1, errored: 1),
                [GlueWorkflowRunFixture.crawler("crawl", "ERROR", "SUCCEEDED")]
            ),
            verdict: "SUCCEEDED"
        ),
        VerdictCase(
            name: "resumed: the attempts of the failed run come first, whatever their numbers",
            run: VerdictCase.run(
                "COMPLETED",
                .init(total: 1, succeeded: 1),
                [
                    GlueWorkflowRunFixture.job(
                        "load",
                        attempts: [(0, 1000, "FAILED"), (1, 1100, "FAILED"), (0, 2000, "SUCCEEDED")]
                    )
                ]
            ),
            verdict: "SUCCEEDED"
        ),
        VerdictCase(
            name: "resumed in vain",
            run: VerdictCase.run(
                "COMPLETED",
                .init(total: 1, failed: 1),
                [GlueWorkflowRunFixture.job("load", attempts: [(1, 1100, "SUCCEEDED"), (0, 2000, "TIMEOUT")])]
            ),
            verdict: "Glue.WorkflowFailed"
        ),
        VerdictCase(
            name: "no times: the numbers of the attempts decide",
            run: VerdictCase.run(
                "COMPLETED",
                .init(total: 2, failed: 1, succeeded: 1),
                [GlueWorkflowRunFixture.job("load", attempts: [(1, nil, "SUCCEEDED"), (0, nil, "FAILED")])]
            ),
            verdict: "SUCCEEDED"
        ),
        VerdictCase(
            name: "the newest attempt first",
            run: VerdictCase.run(
                "COMPLETED",
                nil,
                [GlueWorkflowRunFixture.job("load", attempts: [(1, 1100, "SUCCEEDED"), (0, 1000, "ERROR")])]
            ),
            verdict: "SUCCEEDED"
        ),
        VerdictCase(
            name: "expired once, succeeded on its own retry",
            run: VerdictCase.run(
                "COMPLETED",
                .init(total: 2, succeeded: 1, errored: 1),
                [GlueWorkflowRunFixture.job("load", "EXPIRED", "SUCCEEDED")]
            ),
            verdict: "SUCCEEDED"
        ),
        VerdictCase(
            name: "stopped once, succeeded on its own retry",
            run: VerdictCase.run(
                "COMPLETED",
                .init(total: 2, stopped: 1, succeeded: 1),
                [GlueWorkflowRunFixture.job("load", "STOPPED", "SUCCEEDED")]
            ),
            verdict: "SUCCEEDED"
        ),
        VerdictCase(
            name: "the last attempt runs still",
            run: VerdictCase.run(
                "COMPLETED",
                .init(total: 2, failed: 1, running: 1),
                [GlueWorkflowRunFixture.job("load", "FAILED", "RUNNING")]
            ),
            verdict: "RUNNING"
        ),
        VerdictCase(
            name: "more failures than the attempts account for",
            run: VerdictCase.run("COMPLETED", .init(total: 3, failed: 2, succeeded: 1), [VerdictCase.retriedJob]),
            verdict: "Glue.WorkflowFailed"
        ),
        VerdictCase(
            name: "retried in vain",
            run: VerdictCase.run(
                "COMPLETED",
                .init(total: 2, failed: 2),
                [GlueWorkflowRunFixture.job("load", "FAILED", "FAILED")]
            ),
            verdict: "Glue.WorkflowFailed"
        ),
        VerdictCase(
            name: "two triggers ran it, the second time well",
            run: VerdictCase.run(
                "COMPLETED",
                .init(total: 2, failed: 1, succeeded: 1),
                [GlueWorkflowRunFixture.job("load", attempts: [(0, 1000, "FAILED"), (0, 1500, "SUCCEEDED")])]
            ),
            verdict: "SUCCEEDED"
        ),
        VerdictCase(
            name: "two triggers ran it, the second time badly",
            run: VerdictCase.run(
                "COMPLETED",
                .init(total: 2, failed: 1, succeeded: 1),
                [GlueWorkflowRunFixture.job("load", attempts: [(0, 1500, "ERROR"), (0, 1000, "SUCCEEDED")])]
            ),
            verdict: "Glue.WorkflowFailed"
        ),
        VerdictCase(
            name: "the graph shows the last attempt alone",
            run: VerdictCase.run(
                "COMPLETED",
                .init(total: 3, failed: 2, succeeded: 1),
                [GlueWorkflowRunFixture.job("load", attempts: [(2, 1200, "SUCCEEDED")])]
            ),
            verdict: "SUCCEEDED"
        ),
        VerdictCase(
            name: "the graph shows the last attempt alone, and more failed",
            run: VerdictCase.run(
                "COMPLETED",
                .init(total: 4, failed: 3, succeeded: 1),
                [GlueWorkflowRunFixture.job("load", attempts: [(2, 1200, "SUCCEEDED")])]
            ),
            verdict: "Glue.WorkflowFailed"
        ),
        VerdictCase(
            name: "a crawl cancelled after one that failed",
            run: VerdictCase.run(
                "COMPLETED",
                .init(total: 2, failed: 1, stopped: 1),
                [GlueWorkflowRunFixture.crawler("crawl", "FAILED", "CANCELLED")]
            ),
            verdict: "Glue.WorkflowFailed"
        ),
        VerdictCase(
            name: "retried well, and another one that may fail was retried in vain",
            run: VerdictCase.run(
                "COMPLETED",
                .init(total: 4, failed: 3, succeeded: 1),
                [VerdictCase.retriedJob, GlueWorkflowRunFixture.job("check", "FAILED", "FAILED")]
            ),
            policy: VerdictPolicy(mayFail: ["check"]),
            verdict: "SUCCEEDED"
        ),
        VerdictCase(
            name: "the retry waits for its turn, or is about to start",
            run: VerdictCase.run(
                "COMPLETED",
                .init(total: 4, failed: 2),
                [
                    GlueWorkflowRunFixture.job("a", "FAILED", "WAITING"),
                    GlueWorkflowRunFixture.job("b", "FAILED", "STARTING"),
                ]
            ),
            verdict: "RUNNING"
        ),
        VerdictCase(
            name: "an attempt without a state",
            run: VerdictCase.run("COMPLETED", nil, [GlueWorkflowRunFixture.job("load", "FAILED", "")]),
            verdict: "RUNNING"
        ),
        VerdictCase(
            name: "a run with an error though its retry succeeded",
            run: VerdictCase.run("ERROR", .init(total: 2, failed: 1, succeeded: 1), [VerdictCase.retriedJob]),
            verdict: "Glue.WorkflowError"
        ),
        VerdictCase(
            name: "no graph: every counted failure is one",
            run: VerdictCase.run("COMPLETED", .init(total: 2, failed: 1, succeeded: 1), nil),
            verdict: "Glue.WorkflowFailed"
        ),
        VerdictCase(
            name: "counters at their limits",
            run: VerdictCase.run(
                "COMPLETED",
                .init(total: .max, timedOut: .max, failed: .max, stopped: .max, succeeded: 1)
            ),
            verdict: "Glue.WorkflowFailed"
        ),
        VerdictCase(
            name: "counters below zero",
            run: VerdictCase.run(
                "COMPLETED",
                .init(total: 2, timedOut: .min, failed: .min, stopped: .min, succeeded: 2)
            ),
            verdict: "SUCCEEDED"
        ),
        VerdictCase(
            name: "failed, and may",
            run: VerdictCase.run(
                "COMPLETED",
                .init(total: 2, failed: 1, succeeded: 1),
                [VerdictCase.job("check", "FAILED"), VerdictCase.job("load", "SUCCEEDED")]
            ),
            policy: VerdictPolicy(mayFail: ["check"]),
            verdict: "SUCCEEDED"
        ),
        VerdictCase(
            name: "failed, and another may",
            run: VerdictCase.run(
                "COMPLETED",
                nil,
                [VerdictCase.job("check", "FAILED"), VerdictCase.job("load", "SUCCEEDED")]
            ),
            policy: VerdictPolicy(mayFail: ["load"]),
            verdict: "Glue.WorkflowFailed"
        ),
        VerdictCase(
            name: "all failed, and may: nothing succeeded",
            run: VerdictCase.run("COMPLETED", nil, [VerdictCase.job("check", "FAILED")]),
            policy: VerdictPolicy(mayFail: ["check"]),
            verdict: "Glue.NothingRan"
        ),
        VerdictCase(
            name: "failed, and may; what depends on it was not reached",
            run: VerdictCase.run(
                "COMPLETED",
                nil,
                [VerdictCase.job("check", "FAILED"), VerdictCase.job("load", "SUCCEEDED"), VerdictCase.unreachedJob]
            ),
            policy: VerdictPolicy(mayFail: ["check"]),
            verdict: "Glue.NodesUnreached"
        ),
    ]

    @Test(arguments: attempts) func isDecided(_ example: VerdictCase) { example.check() }
}
