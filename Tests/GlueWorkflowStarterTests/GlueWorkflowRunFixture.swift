import AWSGlue

/// Runs of Glue, in few words.
enum GlueWorkflowRunFixture {
    typealias Node = GlueWorkflowRun.Node

    static func run(
        id: String = "wr_1",
        status: String = "COMPLETED",
        properties: [String: String]? = nil,
        statistics: GlueWorkflowRun.Statistics? = nil,
        nodes: [Node]? = nil,
        startedOn: Double? = 1000,
        completedOn: Double? = 2000,
        error: String? = nil
    ) -> GlueWorkflowRun {
        GlueWorkflowRun(
            id: id,
            properties: properties,
            startedOn: startedOn,
            completedOn: completedOn,
            status: status,
            errorMessage: error,
            statistics: statistics,
            graph: nodes.map { GlueWorkflowRun.Graph(nodes: $0) }
        )
    }

    /// A job with the states of its attempts, the first one first.
    static func job(_ name: String, _ states: String...) -> Node {
        let runs = states.enumerated().map { attempt, state in
            GlueWorkflowRun.JobRun(
                id: "jr_\(name)_\(attempt)",
                attempt: attempt,
                startedOn: 1000 + Double(attempt),
                state: state,
                errorMessage: state == "FAILED" ? "boom" : nil
            )
        }
        return Node(type: "JOB", name: name, uniqueID: "node_\(name)", job: .init(runs: runs))
    }

    /// A job with its attempts: their numbers, starts in seconds, and states.
    static func job(_ name: String, attempts: [(number: Int, startedOn: Double?, state: String)]) -> Node {
        let runs = attempts.map {
            GlueWorkflowRun.JobRun(
                id: "jr_\($0.startedOn ?? 0)",
                attempt: $0.number,
                startedOn: $0.startedOn,
                state: $0.state
            )
        }
        return Node(type: "JOB", name: name, uniqueID: "node_\(name)", job: .init(runs: runs))
    }

    static func crawler(_ name: String, _ states: String...) -> Node {
        let crawls = states.enumerated().map { number, state in
            GlueWorkflowRun.Crawl(
                state: state,
                startedOn: 1000 + Double(number),
                logGroup: "/aws-glue/crawlers",
                logStream: name
            )
        }
        return Node(type: "CRAWLER", name: name, uniqueID: "node_\(name)", crawler: .init(crawls: crawls))
    }

    static let trigger = Node(type: "TRIGGER", name: "start")
}
