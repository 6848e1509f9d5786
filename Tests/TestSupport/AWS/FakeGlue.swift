public import UTCTime

/// Glue's runs of one workflow: they are started, counted against `MaxConcurrentRuns`, and end when the test ends them.
public struct FakeGlue: Sendable {
    public struct Run: Sendable {
        public let id: String
        public internal(set) var status = "RUNNING"
        public internal(set) var properties: [String: String] = [:]
        public internal(set) var previousID: String?
        /// Seconds.
        public internal(set) var startedOn: Double
        public internal(set) var completedOn: Double?
        public internal(set) var statistics: [String: Int] = ["TotalActions": 1, "RunningActions": 1]
        public internal(set) var nodes: [JSON] = []
    }

    struct Refusal: Error { let code: String }

    public static let workflow = "example-orders"

    public var maxConcurrentRuns: Int?
    /// `false` while GetWorkflowRuns does not show the runs yet.
    public var listsRuns = true
    public private(set) var runs: [Run] = []
    /// Runs a page of GetWorkflowRuns has at most.
    public var pageSize = 3
    public var isDeleted = false
    /// Unique ids of the last resume.
    public private(set) var resumedNodes: [String] = []

    public init() {}

    /// Answers a request; `nil` when it is for another service.
    public mutating func reply(to request: LoopbackServer.Request, at now: UTCTime) -> LoopbackServer.Reply? {
        guard let target = request.header("x-amz-target"), target.hasPrefix("AWSGlue."), let input = JSON(request.body)
        else { return nil }
        do throws(Refusal) {
            let output = try handle(String(target.dropFirst("AWSGlue.".count)), input, now: now.seconds)
            return .status(200, body: output.text)
        } catch {
            return .status(400, body: #"{"__type":"com.amazonaws#\#(error.code)","message":"scripted"}"#)
        }
    }

    private mutating func handle(_ operation: String, _ input: JSON, now: Double) throws(Refusal) -> JSON {
        guard input["Name"]?.string == Self.workflow, !isDeleted else { throw Refusal(code: "EntityNotFoundException") }
        switch operation {
        case "StartWorkflowRun":
            let properties = input["RunProperties"]?.object?.compactMapValues(\.string) ?? [:]
            return ["RunId": .string(try start(properties, nil, now))]
        case "ResumeWorkflowRun":
            let index = try find(input)
            guard runs[index].status == "COMPLETED" else {
                throw Refusal(code: "IllegalWorkflowStateException")
            }
            resumedNodes = input["NodeIds"]?.array?.compactMap(\.string) ?? []
            guard !resumedNodes.isEmpty else { throw Refusal(code: "InvalidInputException") }
            return ["RunId": .string(try start(runs[index].properties, runs[index].id, now)), "NodeIds": []]
        case "GetWorkflowRun": return ["Run": describe(runs[try find(input)], withGraph: true)]
        case "GetWorkflowRuns":
            let from = input["NextToken"]?.string.flatMap { Int($0) } ?? 0
            let shown =
                listsRuns ? runs.reversed().dropFirst(from).prefix(pageSize).map { describe($0, withGraph: false) } : []
            var output: [String: JSON] = ["Runs": .array(shown)]
            if from + pageSize < runs.count, listsRuns { output["NextToken"] = .string("\(from + pageSize)") }
            return .object(output)
        case "StopWorkflowRun":
            let index = try find(input)
            guard runs[index].status == "RUNNING" else { throw Refusal(code: "IllegalWorkflowStateException") }
            runs[index].status = "STOPPED"
            runs[index].completedOn = now
            runs[index].statistics = ["TotalActions": 1, "StoppedActions": 1]
            return [:]
        default: throw Refusal(code: "UnknownOperationException")
        }
    }

    /// Adds a run that another caller has started.
    public mutating func add(_ id: String, at now: UTCTime) {
        runs.append(Run(id: id, startedOn: now.seconds, nodes: [job("load", "RUNNING")]))
    }

    /// Ends a run.
    public mutating func end(_ id: String, at now: UTCTime, status: String = "COMPLETED", failed: Int = 0) {
        guard let index = runs.firstIndex(where: { $0.id == id }) else { return }
        runs[index].status = status
        runs[index].completedOn = now.seconds
        runs[index].statistics = ["TotalActions": 1, "SucceededActions": failed > 0 ? 0 : 1, "FailedActions": failed]
        runs[index].nodes = [
            job("load", failed > 0 ? "FAILED" : "SUCCEEDED", error: failed > 0 ? "no such column" : nil)
        ]
    }

    /// Gives a run another graph.
    public mutating func setNodes(of id: String, _ nodes: [JSON]) {
        guard let index = runs.firstIndex(where: { $0.id == id }) else { return }
        runs[index].nodes = nodes
    }

    /// A job of a graph that failed.
    public static func node(_ name: String, error: String) -> JSON {
        let run: JSON = [
            "Id": .string("jr_\(name)"), "Attempt": 0, "JobRunState": "FAILED", "ErrorMessage": .string(error),
        ]
        return ["Type": "JOB", "Name": .string(name), "UniqueId": .string(name), "JobDetails": ["JobRuns": [run]]]
    }

    private mutating func start(_ properties: [String: String], _ previous: String?, _ now: Double) throws(Refusal)
        -> String
    {
        if let maxConcurrentRuns, runs.count(where: { $0.status == "RUNNING" }) >= maxConcurrentRuns {
            throw Refusal(code: "ConcurrentRunsExceededException")
        }
        let id = "wr_\(runs.count + 1)"
        runs.append(
            Run(id: id, properties: properties, previousID: previous, startedOn: now, nodes: [job("load", "RUNNING")])
        )
        return id
    }

    private func find(_ input: JSON) throws(Refusal) -> Int {
        guard let index = runs.firstIndex(where: { $0.id == input["RunId"]?.string }) else {
            throw Refusal(code: "EntityNotFoundException")
        }
        return index
    }

    private func job(_ name: String, _ state: String, error: String? = nil) -> JSON {
        var run: [String: JSON] = [
            "Id": .string("jr_\(name)"), "Attempt": 0, "JobRunState": .string(state), "LogGroupName": "/aws-glue/jobs",
        ]
        if let error { run["ErrorMessage"] = .string(error) }
        return [
            "Type": "JOB", "Name": .string(name), "UniqueId": .string("node_\(name)"),
            "JobDetails": ["JobRuns": [.object(run)]],
        ]
    }

    private func describe(_ run: Run, withGraph: Bool) -> JSON {
        var output: [String: JSON] = [
            "Name": .string(Self.workflow), "WorkflowRunId": .string(run.id), "Status": .string(run.status),
            "StartedOn": .number(run.startedOn),
            "WorkflowRunProperties": .object(run.properties.mapValues { .string($0) }),
            "Statistics": .object(run.statistics.mapValues { .number(Double($0)) }),
        ]
        if let completedOn = run.completedOn { output["CompletedOn"] = .number(completedOn) }
        if let previous = run.previousID { output["PreviousRunId"] = .string(previous) }
        if withGraph { output["Graph"] = ["Nodes": .array(run.nodes), "Edges": []] }
        return .object(output)
    }
}

extension UTCTime {
    fileprivate var seconds: Double { Double(millisecondsSinceEpoch) / 1000 }
}
