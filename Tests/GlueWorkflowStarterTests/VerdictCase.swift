import AWSGlue
import Testing
import UTCTime

@testable import GlueWorkflowStarter

/// A run, and the verdict on it.
struct VerdictCase: Sendable, CustomTestStringConvertible {
    let name: String
    let run: GlueWorkflowRun
    var policy = VerdictPolicy()
    /// Seconds since 1970.
    var now = 2100.0
    /// `RUNNING`, `SUCCEEDED`, or the error's name.
    let verdict: String

    var testDescription: String { name }

    func check() {
        let decided = RunVerdict(
            run,
            workflow: "w",
            policy: policy,
            logs: CloudWatchLogsURL(region: "eu-west-1"),
            now: UTCTime(millisecondsSinceEpoch: Int64(now * 1000))
        )
        let found =
            switch decided.outcome {
            case .running: "RUNNING"
            case .succeeded: "SUCCEEDED"
            case .failed(let error): error.errorType
            }
        #expect(found == verdict)
    }

    static func run(
        _ status: String,
        _ statistics: GlueWorkflowRun.Statistics? = .init(total: 2, succeeded: 2),
        _ nodes: [GlueWorkflowRun.Node]? = [job("load", "SUCCEEDED"), crawler("crawl", "SUCCEEDED")]
    ) -> GlueWorkflowRun {
        GlueWorkflowRunFixture.run(status: status, statistics: statistics, nodes: nodes)
    }

    static func job(_ name: String, _ state: String) -> GlueWorkflowRun.Node {
        GlueWorkflowRunFixture.job(name, state)
    }

    static func crawler(_ name: String, _ state: String) -> GlueWorkflowRun.Node {
        GlueWorkflowRunFixture.crawler(name, state)
    }

    static let unreachedJob = GlueWorkflowRun.Node(type: "JOB", name: "later")
    static let retriedJob = GlueWorkflowRunFixture.job("load", "FAILED", "SUCCEEDED")
    static let retriedInVain = GlueWorkflowRunFixture.job("load", "SUCCEEDED", "FAILED")
}
