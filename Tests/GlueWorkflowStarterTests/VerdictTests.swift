import AWSGlue
import Testing
import UTCTime

@testable import GlueWorkflowStarter

/// The verdict on a run: a table of runs.
@Suite struct VerdictTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let run: GlueWorkflowRun
        var policy = VerdictPolicy()
        /// Seconds since 1970.
        var now = 2100.0
        /// `RUNNING`, `SUCCEEDED`, or the error's name.
        let verdict: String

        var testDescription: String { name }
    }

    private static func run(
        _ status: String,
        _ statistics: GlueWorkflowRun.Statistics? = .init(total: 2, succeeded: 2),
        _ nodes: [GlueWorkflowRun.Node]? = [job("load", "SUCCEEDED"), crawler("crawl", "SUCCEEDED")]
    ) -> GlueWorkflowRun {
        GlueWorkflowRunFixture.run(status: status, statistics: statistics, nodes: nodes)
    }

    private static func job(_ name: String, _ state: String) -> GlueWorkflowRun.Node {
        GlueWorkflowRunFixture.job(name, state)
    }

    private static func crawler(_ name: String, _ state: String) -> GlueWorkflowRun.Node {
        GlueWorkflowRunFixture.crawler(name, state)
    }

    private static let unreachedJob = GlueWorkflowRun.Node(type: "JOB", name: "later")
    private static let retriedJob = GlueWorkflowRunFixture.job("load", "FAILED", "SUCCEEDED")
    private static let retriedInVain = GlueWorkflowRunFixture.job("load", "SUCCEEDED", "FAILED")

    static let statuses: [Case] = [
        Case(name: "running", run: run("RUNNING"), verdict: "RUNNING"),
        Case(name: "running with a failure", run: run("RUNNING", .init(total: 2, failed: 1)), verdict: "RUNNING"),
        Case(name: "stopping", run: run("STOPPING"), verdict: "RUNNING"),
        Case(name: "stopped", run: run("STOPPED"), verdict: "Glue.WorkflowStopped"),
        Case(name: "error", run: run("ERROR"), verdict: "Glue.WorkflowError"),
        Case(name: "a status that Glue adds later", run: run("PAUSED"), verdict: "RUNNING"),
        Case(name: "completed, all good", run: run("COMPLETED"), verdict: "SUCCEEDED"),
        Case(name: "no status at all", run: GlueWorkflowRun(), verdict: "RUNNING"),
    ]

    static let statistics: [Case] = [
        Case(
            name: "one failed",
            run: run("COMPLETED", .init(total: 2, failed: 1, succeeded: 1)),
            verdict: "Glue.WorkflowFailed"
        ),
        Case(
            name: "one timed out",
            run: run("COMPLETED", .init(total: 2, timedOut: 1, succeeded: 1)),
            verdict: "Glue.WorkflowFailed"
        ),
        Case(
            name: "one stopped",
            run: run("COMPLETED", .init(total: 2, stopped: 1, succeeded: 1)),
            verdict: "Glue.WorkflowFailed"
        ),
        Case(
            name: "one errored",
            run: run("COMPLETED", .init(total: 2, succeeded: 1, errored: 1)),
            verdict: "Glue.WorkflowFailed"
        ),
        Case(
            name: "still counting",
            run: run("COMPLETED", .init(total: 2, succeeded: 1, running: 1)),
            verdict: "RUNNING"
        ),
        Case(
            name: "still counting an hour later",
            run: run("COMPLETED", .init(total: 2, succeeded: 1, running: 1)),
            now: 5600,
            verdict: "Glue.WorkflowUndecided"
        ),
        Case(name: "no statistics, good nodes", run: run("COMPLETED", nil), verdict: "SUCCEEDED"),
        Case(name: "no statistics, no graph", run: run("COMPLETED", nil, nil), verdict: "Glue.WorkflowUndecided"),
        Case(name: "no graph", run: run("COMPLETED", .init(total: 2, succeeded: 2), nil), verdict: "SUCCEEDED"),
        Case(
            name: "no graph, not all reached",
            run: run("COMPLETED", .init(total: 2, succeeded: 1), nil),
            verdict: "Glue.NodesUnreached"
        ),
        Case(
            name: "no graph, not all reached, allowed",
            run: run("COMPLETED", .init(total: 2, succeeded: 1), nil),
            policy: VerdictPolicy(unreached: .allow),
            verdict: "SUCCEEDED"
        ),
        Case(name: "nothing ran", run: run("COMPLETED", .init(total: 0, succeeded: 0), []), verdict: "Glue.NothingRan"),
    ]

    static let graphs: [Case] = [
        Case(
            name: "a trigger is no action",
            run: run("COMPLETED", nil, [GlueWorkflowRunFixture.trigger]),
            verdict: "Glue.WorkflowUndecided"
        ),
        Case(
            name: "job failed, statistics do not say",
            run: run("COMPLETED", nil, [job("load", "FAILED")]),
            verdict: "Glue.WorkflowFailed"
        ),
        Case(
            name: "job timed out",
            run: run("COMPLETED", nil, [job("load", "TIMEOUT")]),
            verdict: "Glue.WorkflowFailed"
        ),
        Case(name: "job expired", run: run("COMPLETED", nil, [job("load", "EXPIRED")]), verdict: "Glue.WorkflowFailed"),
        Case(name: "job stopped", run: run("COMPLETED", nil, [job("load", "STOPPED")]), verdict: "Glue.WorkflowFailed"),
        Case(name: "job errored", run: run("COMPLETED", nil, [job("load", "ERROR")]), verdict: "Glue.WorkflowFailed"),
        Case(
            name: "crawl cancelled",
            run: run("COMPLETED", nil, [crawler("crawl", "CANCELLED")]),
            verdict: "Glue.WorkflowFailed"
        ),
        Case(
            name: "crawl errored",
            run: run("COMPLETED", nil, [crawler("crawl", "ERROR")]),
            verdict: "Glue.WorkflowFailed"
        ),
        Case(name: "job retried to the good", run: run("COMPLETED", nil, [retriedJob]), verdict: "SUCCEEDED"),
        Case(name: "job retried in vain", run: run("COMPLETED", nil, [retriedInVain]), verdict: "Glue.WorkflowFailed"),
        Case(name: "job's state is new", run: run("COMPLETED", nil, [job("load", "PONDERING")]), verdict: "RUNNING"),
        Case(
            name: "unreached",
            run: run("COMPLETED", nil, [job("load", "SUCCEEDED"), unreachedJob]),
            verdict: "Glue.NodesUnreached"
        ),
        Case(
            name: "unreached, allowed",
            run: run("COMPLETED", nil, [job("load", "SUCCEEDED"), unreachedJob]),
            policy: VerdictPolicy(unreached: .allow),
            verdict: "SUCCEEDED"
        ),
        Case(
            name: "unreached, that one allowed",
            run: run("COMPLETED", nil, [job("load", "SUCCEEDED"), unreachedJob]),
            policy: VerdictPolicy(mayBeUnreached: ["later"]),
            verdict: "SUCCEEDED"
        ),
        Case(
            name: "unreached, another one allowed",
            run: run("COMPLETED", nil, [job("load", "SUCCEEDED"), unreachedJob]),
            policy: VerdictPolicy(mayBeUnreached: ["elsewhere"]),
            verdict: "Glue.NodesUnreached"
        ),
        Case(
            name: "none reached, all allowed",
            run: run("COMPLETED", nil, [unreachedJob]),
            policy: VerdictPolicy(unreached: .allow),
            verdict: "Glue.NothingRan"
        ),
        Case(
            name: "failed comes before unreached",
            run: run("COMPLETED", nil, [job("load", "FAILED"), unreachedJob]),
            verdict: "Glue.WorkflowFailed"
        ),
    ]

    /// Statistics count attempts; with a graph the last attempts decide.
    static let attempts: [Case] = [
        Case(
            name: "failed once, succeeded on its own retry",
            run: run("COMPLETED", .init(total: 2, failed: 1, succeeded: 1), [retriedJob]),
            verdict: "SUCCEEDED"
        ),
        Case(
            name: "three jobs with two failed attempts each",
            run: run(
                "COMPLETED",
                .init(total: 9, failed: 6, succeeded: 3),
                ["a", "b", "c"].map { name in
                    GlueWorkflowRunFixture.job(name, "FAILED", "FAILED", "SUCCEEDED")
                }
            ),
            verdict: "SUCCEEDED"
        ),
        Case(
            name: "timed out once, succeeded on its own retry",
            run: run(
                "COMPLETED",
                .init(total: 2, timedOut: 1, succeeded: 1),
                [GlueWorkflowRunFixture.job("load", "TIMEOUT", "SUCCEEDED")]
            ),
            verdict: "SUCCEEDED"
        ),
        Case(
            name: "a crawl again after an error",
            run: run(
                "COMPLETED",
                .init(total: 2, succeeded: 1, errored: 1),
                [GlueWorkflowRunFixture.crawler("crawl", "ERROR", "SUCCEEDED")]
            ),
            verdict: "SUCCEEDED"
        ),
        Case(
            name: "resumed: the attempts of the failed run come first, whatever their numbers",
            run: run(
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
        Case(
            name: "resumed in vain",
            run: run(
                "COMPLETED",
                .init(total: 1, failed: 1),
                [GlueWorkflowRunFixture.job("load", attempts: [(1, 1100, "SUCCEEDED"), (0, 2000, "TIMEOUT")])]
            ),
            verdict: "Glue.WorkflowFailed"
        ),
        Case(
            name: "no times: the numbers of the attempts decide",
            run: run(
                "COMPLETED",
                .init(total: 2, failed: 1, succeeded: 1),
                [GlueWorkflowRunFixture.job("load", attempts: [(1, nil, "SUCCEEDED"), (0, nil, "FAILED")])]
            ),
            verdict: "SUCCEEDED"
        ),
        Case(
            name: "the newest attempt first",
            run: run(
                "COMPLETED",
                nil,
                [GlueWorkflowRunFixture.job("load", attempts: [(1, 1100, "SUCCEEDED"), (0, 1000, "ERROR")])]
            ),
            verdict: "SUCCEEDED"
        ),
        Case(
            name: "expired once, succeeded on its own retry",
            run: run(
                "COMPLETED",
                .init(total: 2, succeeded: 1, errored: 1),
                [GlueWorkflowRunFixture.job("load", "EXPIRED", "SUCCEEDED")]
            ),
            verdict: "SUCCEEDED"
        ),
        Case(
            name: "stopped once, succeeded on its own retry",
            run: run(
                "COMPLETED",
                .init(total: 2, stopped: 1, succeeded: 1),
                [GlueWorkflowRunFixture.job("load", "STOPPED", "SUCCEEDED")]
            ),
            verdict: "SUCCEEDED"
        ),
        Case(
            name: "the last attempt runs still",
            run: run(
                "COMPLETED",
                .init(total: 2, failed: 1, running: 1),
                [GlueWorkflowRunFixture.job("load", "FAILED", "RUNNING")]
            ),
            verdict: "RUNNING"
        ),
        Case(
            name: "more failures than the attempts account for",
            run: run("COMPLETED", .init(total: 3, failed: 2, succeeded: 1), [retriedJob]),
            verdict: "Glue.WorkflowFailed"
        ),
        Case(
            name: "retried in vain",
            run: run("COMPLETED", .init(total: 2, failed: 2), [GlueWorkflowRunFixture.job("load", "FAILED", "FAILED")]),
            verdict: "Glue.WorkflowFailed"
        ),
        Case(
            name: "no graph: every counted failure is one",
            run: run("COMPLETED", .init(total: 2, failed: 1, succeeded: 1), nil),
            verdict: "Glue.WorkflowFailed"
        ),
        Case(
            name: "counters at their limits",
            run: run("COMPLETED", .init(total: .max, timedOut: .max, failed: .max, stopped: .max, succeeded: 1)),
            verdict: "Glue.WorkflowFailed"
        ),
        Case(
            name: "counters below zero",
            run: run("COMPLETED", .init(total: 2, timedOut: .min, failed: .min, stopped: .min, succeeded: 2)),
            verdict: "SUCCEEDED"
        ),
        Case(
            name: "failed, and may",
            run: run(
                "COMPLETED",
                .init(total: 2, failed: 1, succeeded: 1),
                [job("check", "FAILED"), job("load", "SUCCEEDED")]
            ),
            policy: VerdictPolicy(mayFail: ["check"]),
            verdict: "SUCCEEDED"
        ),
        Case(
            name: "failed, and another may",
            run: run("COMPLETED", nil, [job("check", "FAILED"), job("load", "SUCCEEDED")]),
            policy: VerdictPolicy(mayFail: ["load"]),
            verdict: "Glue.WorkflowFailed"
        ),
        Case(
            name: "all failed, and may: nothing succeeded",
            run: run("COMPLETED", nil, [job("check", "FAILED")]),
            policy: VerdictPolicy(mayFail: ["check"]),
            verdict: "Glue.NothingRan"
        ),
        Case(
            name: "failed, and may; what depends on it was not reached",
            run: run("COMPLETED", nil, [job("check", "FAILED"), job("load", "SUCCEEDED"), unreachedJob]),
            policy: VerdictPolicy(mayFail: ["check"]),
            verdict: "Glue.NodesUnreached"
        ),
    ]

    @Test(arguments: statuses + statistics + graphs + attempts)
    func isDecided(_ example: Case) {
        let verdict = RunVerdict(
            example.run,
            workflow: "w",
            policy: example.policy,
            logs: CloudWatchLogsURL(region: "eu-west-1"),
            now: UTCTime(millisecondsSinceEpoch: Int64(example.now * 1000))
        )
        let name =
            switch verdict.outcome {
            case .running: "RUNNING"
            case .succeeded: "SUCCEEDED"
            case .failed(let error): error.errorType
            }
        #expect(name == example.verdict)
    }

    @Test func theTableHasALinePerNodeTheBadOnesFirst() {
        let run = Self.run(
            "COMPLETED",
            nil,
            [
                GlueWorkflowRunFixture.trigger, Self.job("good", "SUCCEEDED"), Self.unreachedJob,
                GlueWorkflowRunFixture.job("bad", "FAILED", "FAILED"), Self.crawler("crawl", "SUCCEEDED"),
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
