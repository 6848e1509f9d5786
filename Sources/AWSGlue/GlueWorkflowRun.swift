/// One run of a workflow. A field that Glue leaves out, or adds later, causes no error. Only the code that uses a field
/// knows the meaning of its absence.
/// https://docs.aws.amazon.com/glue/latest/webapi/API_WorkflowRun.html
public struct GlueWorkflowRun: Decodable, Sendable, Equatable {
    public var name: String?
    public var id: String?
    /// The id of the run that this run resumes.
    public var previousID: String?
    public var properties: [String: String]?
    /// The time of the start, in seconds since 1970.
    public var startedOn: Double?
    /// The time of the end, in seconds since 1970.
    public var completedOn: Double?
    /// The status: `RUNNING`, `COMPLETED`, `STOPPING`, `STOPPED` or `ERROR`. `COMPLETED` does not mean that the run
    /// succeeded.
    public var status: String?
    public var errorMessage: String?
    public var statistics: Statistics?
    public var graph: Graph?

    /// The numbers of actions, which are runs of jobs and crawlers.
    public struct Statistics: Decodable, Sendable, Equatable {
        public var total: Int?
        public var timedOut: Int?
        public var failed: Int?
        public var stopped: Int?
        public var succeeded: Int?
        public var running: Int?
        public var errored: Int?
        public var waiting: Int?

        public init(
            total: Int? = nil,
            timedOut: Int? = nil,
            failed: Int? = nil,
            stopped: Int? = nil,
            succeeded: Int? = nil,
            running: Int? = nil,
            errored: Int? = nil,
            waiting: Int? = nil
        ) {
            self.total = total
            self.timedOut = timedOut
            self.failed = failed
            self.stopped = stopped
            self.succeeded = succeeded
            self.running = running
            self.errored = errored
            self.waiting = waiting
        }

        enum CodingKeys: String, CodingKey {
            case total = "TotalActions"
            case timedOut = "TimeoutActions"
            case failed = "FailedActions"
            case stopped = "StoppedActions"
            case succeeded = "SucceededActions"
            case running = "RunningActions"
            case errored = "ErroredActions"
            case waiting = "WaitingActions"
        }
    }

    public struct Graph: Decodable, Sendable, Equatable {
        public var nodes: [Node]?

        enum CodingKeys: String, CodingKey { case nodes = "Nodes" }

        public init(nodes: [Node]) { self.nodes = nodes }
    }

    /// A node of the graph: a job, a crawler or a trigger.
    public struct Node: Decodable, Sendable, Equatable {
        /// The kind of node: `JOB`, `CRAWLER` or `TRIGGER`.
        public var type: String?
        public var name: String?
        /// The node's id, as ``Glue/resumeWorkflowRun(_:run:nodes:deadline:)`` needs it.
        public var uniqueID: String?
        public var job: JobDetails?
        public var crawler: CrawlerDetails?

        public init(
            type: String,
            name: String,
            uniqueID: String? = nil,
            job: JobDetails? = nil,
            crawler: CrawlerDetails? = nil
        ) {
            self.type = type
            self.name = name
            self.uniqueID = uniqueID
            self.job = job
            self.crawler = crawler
        }

        enum CodingKeys: String, CodingKey {
            case type = "Type"
            case name = "Name"
            case uniqueID = "UniqueId"
            case job = "JobDetails"
            case crawler = "CrawlerDetails"
        }
    }

    public struct JobDetails: Decodable, Sendable, Equatable {
        public var runs: [JobRun]?

        enum CodingKeys: String, CodingKey { case runs = "JobRuns" }

        public init(runs: [JobRun]) { self.runs = runs }
    }

    /// One attempt to run a job.
    public struct JobRun: Decodable, Sendable, Equatable {
        public var id: String?
        /// The attempt's number; 0 for the first attempt.
        public var attempt: Int?
        /// The time of the start, in seconds since 1970.
        public var startedOn: Double?
        /// The state: `STARTING`, `RUNNING`, `STOPPING`, `STOPPED`, `SUCCEEDED`, `FAILED`, `TIMEOUT`, `ERROR`,
        /// `WAITING` or `EXPIRED`.
        public var state: String?
        public var errorMessage: String?
        /// The log group's name without the suffix `/error` or `/output`.
        public var logGroup: String?

        public init(
            id: String? = nil,
            attempt: Int? = nil,
            startedOn: Double? = nil,
            state: String? = nil,
            errorMessage: String? = nil,
            logGroup: String? = nil
        ) {
            self.id = id
            self.attempt = attempt
            self.startedOn = startedOn
            self.state = state
            self.errorMessage = errorMessage
            self.logGroup = logGroup
        }

        enum CodingKeys: String, CodingKey {
            case id = "Id"
            case attempt = "Attempt"
            case startedOn = "StartedOn"
            case state = "JobRunState"
            case errorMessage = "ErrorMessage"
            case logGroup = "LogGroupName"
        }
    }

    public struct CrawlerDetails: Decodable, Sendable, Equatable {
        public var crawls: [Crawl]?

        enum CodingKeys: String, CodingKey { case crawls = "Crawls" }

        public init(crawls: [Crawl]) { self.crawls = crawls }
    }

    public struct Crawl: Decodable, Sendable, Equatable {
        /// The state: `RUNNING`, `CANCELLING`, `CANCELLED`, `SUCCEEDED`, `FAILED` or `ERROR`.
        public var state: String?
        /// The time of the start, in seconds since 1970.
        public var startedOn: Double?
        public var errorMessage: String?
        public var logGroup: String?
        public var logStream: String?

        public init(
            state: String? = nil,
            startedOn: Double? = nil,
            errorMessage: String? = nil,
            logGroup: String? = nil,
            logStream: String? = nil
        ) {
            self.state = state
            self.startedOn = startedOn
            self.errorMessage = errorMessage
            self.logGroup = logGroup
            self.logStream = logStream
        }

        enum CodingKeys: String, CodingKey {
            case state = "State"
            case startedOn = "StartedOn"
            case errorMessage = "ErrorMessage"
            case logGroup = "LogGroup"
            case logStream = "LogStream"
        }
    }

    enum CodingKeys: String, CodingKey {
        case name = "Name"
        case id = "WorkflowRunId"
        case previousID = "PreviousRunId"
        case properties = "WorkflowRunProperties"
        case startedOn = "StartedOn"
        case completedOn = "CompletedOn"
        case status = "Status"
        case errorMessage = "ErrorMessage"
        case statistics = "Statistics"
        case graph = "Graph"
    }

    public init(
        id: String? = nil,
        previousID: String? = nil,
        properties: [String: String]? = nil,
        startedOn: Double? = nil,
        completedOn: Double? = nil,
        status: String? = nil,
        errorMessage: String? = nil,
        statistics: Statistics? = nil,
        graph: Graph? = nil
    ) {
        self.id = id
        self.previousID = previousID
        self.properties = properties
        self.startedOn = startedOn
        self.completedOn = completedOn
        self.status = status
        self.errorMessage = errorMessage
        self.statistics = statistics
        self.graph = graph
    }
}
