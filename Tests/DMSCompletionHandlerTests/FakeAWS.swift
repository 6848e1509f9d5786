import FoundationEssentials
import LambdaRuntime
import Logging
import TestSupport
import Synchronization
import UTCTime

@testable import DMSCompletionHandler

/// The services the function talks to, on one port: DMS and DataSync say what a test has them say, the rest keeps what it
/// is given.
final class FakeAWS: Sendable {
    struct World: Sendable {
        /// Members of a ReplicationTask, by ARN.
        var tasks: [String: String] = [:]
        /// Members of a Replication, by config ARN.
        var replications: [String: String] = [:]
        var mappings = FakeAWS.everything
        /// JSON of every task's settings.
        var settings = "{}"
        /// What the tasks become once the statistics were read.
        var tasksAfterStatistics: [String: String]?
        /// Table statistics, one JSON object each; given out in pages of two.
        var tables: [String] = []
        var markersPointBack = false
        /// Members of a task execution, by ARN.
        var executions: [String: String] = [:]
        /// Secret → (version, text).
        var secrets: [String: (version: String, text: String)] = [:]
        var objects: [String: String] = [:]
        /// Listed keys → (bytes, last modified).
        var files: [String: (size: Int, modified: String)] = [:]
        var crawlerIsRunning = false
        /// Workflow runs, JSON objects.
        var workflowRuns = ""
        /// Members of every Redshift statement.
        var statement = #""Status":"FINISHED""#
        /// Members of a Redshift statement whose SQL has the key in it.
        var statements: [String: String] = [:]
        /// Client token → id, id → SQL.
        var statementIDs: [String: String] = [:]
        var statementSQL: [String: [String]] = [:]
        /// Rows of Redshift's tables, by the quoted name.
        var warehouse: [String: Int] = [:]

        /// What Redshift answers to a count, or to the question which tables there are.
        func records(_ sql: String) -> String {
            if sql.contains("svv_tables") {
                return warehouse.keys.map { name in
                    let parts = name.split(separator: ".").map { $0.replacing("\"", with: "") }
                    return #"[{"stringValue":"\#(parts[0])"},{"stringValue":"\#(parts[1])"}]"#
                }.joined(separator: ",")
            }
            return sql.split(separator: "\nUNION ALL ").compactMap { select -> String? in
                guard let number = select.split(separator: ",").first?.split(separator: " ").last,
                    let rows = warehouse.first(where: { select.contains($0.key) })?.value
                else { return nil }
                return #"[{"longValue":\#(number)},{"longValue":\#(rows)}]"#
            }.joined(separator: ",")
        }
        /// Operation → errors to answer with before it works, as `400 Code`.
        var failures: [String: [String]] = [:]
    }

    static let everything =
        #"{"rules":[{"rule-type":"selection","rule-id":"1","rule-name":"1","rule-action":"include","#
        + #""object-locator":{"schema-name":"%","table-name":"%"},"filters":[]}]}"#

    let world: Mutex<World>
    let database = Mutex(FakeDynamoDB())
    /// Ends the process under test at a request, as the services see it.
    let kill: KillPoint
    /// What was called, in order, by operation.
    let calls = Mutex<[(operation: String, body: String)]>([])
    private let started: Mutex<LoopbackServer?> = Mutex(nil)

    init(_ world: World = World(), kill: KillPoint = KillPoint()) throws {
        self.world = Mutex(world)
        self.kill = kill
        let server = try LoopbackServer { [weak self] request in
            guard let self else { return .close }
            return self.kill.pass { self.reply(to: request) }
        }
        started.withLock { $0 = server }
    }

    deinit { started.withLock { $0?.stop() } }

    var url: String { started.withLock { $0?.url ?? "" } }

    /// Bodies of the calls of an operation.
    func bodies(_ operation: String) -> [String] {
        calls.withLock { $0.filter { $0.operation == operation }.map(\.body) }
    }

    /// The record of an end of the migration's task.
    func record(_ run: String, of task: String = HandlerHarness.task) -> JSON? {
        let items = database.withLock { $0.items(under: "completion/\(task)") }
        let document = items.first { $0["sk"]?["S"]?.string == run }?["document"]?["S"]?.string
        return document.flatMap { JSON(Array($0.utf8)) }
    }

    // MARK: - Answers

    private func reply(to request: LoopbackServer.Request) -> LoopbackServer.Reply {
        if request.header("x-amz-target")?.hasPrefix("DynamoDB_") == true {
            calls.withLock {
                $0.append(
                    (request.header("x-amz-target")?.split(separator: ".").last.map(String.init) ?? "", request.text)
                )
            }
            return database.withLock { $0.reply(to: request) } ?? .close
        }
        let (status, body) = answer(request)
        return .status(status, headers: ["ETag: \"e\""], body: body)
    }

    private func answer(_ request: LoopbackServer.Request) -> (Int, String) {
        let target = request.header("x-amz-target")?.split(separator: ".").last.map(String.init)
        let operation: String
        if let target {
            operation = target
        } else if request.text.hasPrefix("Action=Publish") {
            operation = "Publish"
        } else if request.target.contains("list-type=2") {
            operation = "ListObjectsV2"
        } else {
            operation = ["PUT": "PutObject"][request.method] ?? "GetObject"
        }
        calls.withLock { $0.append((operation, request.text)) }
        let failure = world.withLock { world in
            world.failures[operation]?.isEmpty ?? true ? nil : world.failures[operation]?.removeFirst()
        }
        if let failure {
            let parts = failure.split(separator: " ")
            let code = String(parts[1])
            let isXML = target == nil
            let body =
                isXML
                ? "<Error><Code>\(code)</Code><Message>scripted</Message></Error>"
                : #"{"__type":"\#(code)","message":"scripted"}"#
            return (Int(parts[0]) ?? 500, body)
        }
        if target == nil { return rest(operation, request) }
        let input = JSON(request.body) ?? .null
        return world.withLock { Self.json(operation, input, &$0) }
    }

    private static func json(_ operation: String, _ input: JSON, _ world: inout World) -> (Int, String) {
        let filter = input["Filters"]?.elements.first
        let value = filter?["Values"]?.elements.first?.string ?? ""
        switch operation {
        case "DescribeReplicationTasks":
            let isByName = filter?["Name"]?.string == "replication-task-id"
            let found = world.tasks.first {
                isByName ? $0.value.contains(#""ReplicationTaskIdentifier":"\#(value)""#) : $0.key == value
            }
            guard let found else { return (400, #"{"__type":"ResourceNotFoundFault","message":"No Tasks found"}"#) }
            let mappings = JSON.string(world.mappings).text
            return (
                200,
                #"{"ReplicationTasks":[{"ReplicationTaskArn":"\#(found.key)","TableMappings":\#(mappings),"ReplicationTaskSettings":\#(JSON.string(world.settings).text),\#(found.value)}]}"#
            )
        case "DescribeReplications":
            let found = world.replications[value].map { #"{"ReplicationConfigArn":"\#(value)",\#($0)}"# } ?? ""
            return (200, #"{"Replications":[\#(found)]}"#)
        case "DescribeReplicationConfigs":
            return (
                200,
                #"{"ReplicationConfigs":[{"TableMappings":\#(JSON.string(world.mappings).text),"ReplicationSettings":\#(JSON.string(world.settings).text)}]}"#
            )
        case "DescribeTableStatistics", "DescribeReplicationTableStatistics":
            if let tasks = world.tasksAfterStatistics { world.tasks = tasks }
            let start = input["Marker"]?.string.flatMap { Int($0) } ?? 0
            let page = world.tables.dropFirst(start).prefix(2).joined(separator: ",")
            let next = world.markersPointBack ? 2 : start + 2
            let marker = start + 2 < world.tables.count ? #","Marker":"\#(next)""# : ""
            let list = operation == "DescribeTableStatistics" ? "TableStatistics" : "ReplicationTableStatistics"
            return (200, #"{"\#(list)":[\#(page)]\#(marker)}"#)
        case "DescribeTaskExecution":
            let arn = input["TaskExecutionArn"]?.string ?? ""
            guard let members = world.executions[arn] else {
                return (400, #"{"__type":"InvalidRequestException","message":"Task execution not found."}"#)
            }
            return (200, #"{"TaskExecutionArn":"\#(arn)",\#(members)}"#)
        case "ListTaskExecutions":
            let task = input["TaskArn"]?.string ?? ""
            let list = world.executions.keys.filter { $0.hasPrefix(task) }.sorted().map {
                #"{"TaskExecutionArn":"\#($0)"}"#
            }
            return (200, #"{"TaskExecutions":[\#(list.joined(separator: ","))]}"#)
        case "GetSecretValue":
            let id = input["SecretId"]?.string ?? ""
            guard let secret = world.secrets[id] else {
                return (400, #"{"__type":"ResourceNotFoundException","message":"can't find the specified secret."}"#)
            }
            return (200, #"{"VersionId":"\#(secret.version)","SecretString":\#(JSON.string(secret.text).text)}"#)
        case "StartCrawler":
            return world.crawlerIsRunning
                ? (400, #"{"__type":"CrawlerRunningException","message":"running"}"#) : (200, "{}")
        case "StartExecution": return (200, #"{"executionArn":"arn:aws:states:us-east-1:123456789012:execution:e"}"#)
        case "GetWorkflowRuns": return (200, #"{"Runs":[\#(world.workflowRuns)]}"#)
        case "StartWorkflowRun": return (200, #"{"RunId":"wr_1"}"#)
        case "BatchExecuteStatement":
            let token = input["ClientToken"]?.string ?? ""
            if let known = world.statementIDs[token] { return (200, #"{"Id":"\#(known)"}"#) }
            let id = "statement-\(world.statementIDs.count + 1)"
            world.statementIDs[token] = id
            world.statementSQL[id] = input["Sqls"]?.elements.compactMap(\.string) ?? []
            return (200, #"{"Id":"\#(id)"}"#)
        case "DescribeStatement":
            let id = input["Id"]?.string ?? ""
            let sql = world.statementSQL[id] ?? []
            if let members = world.statements.first(where: { sql.joined().contains($0.key) })?.value {
                return (200, #"{"Id":"\#(id)",\#(members)}"#)
            }
            let parts = sql.indices.map { #"{"Id":"\#(id):\#($0 + 1)","HasResultSet":true,"Status":"FINISHED"}"# }
            return (200, #"{"Id":"\#(id)","SubStatements":[\#(parts.joined(separator: ","))],\#(world.statement)}"#)
        case "GetStatementResult":
            let id = input["Id"]?.string ?? ""
            let batch = id.split(separator: ":").first.map(String.init) ?? ""
            let number = (id.split(separator: ":").last.flatMap { Int($0) } ?? 1) - 1
            let sql = world.statementSQL[batch].flatMap { $0.indices.contains(number) ? $0[number] : nil } ?? ""
            return (200, #"{"Records":[\#(world.records(sql))]}"#)
        case "SendMessage": return (200, #"{"MessageId":"m"}"#)
        case "PutEvents": return (200, #"{"FailedEntryCount":0,"Entries":[{"EventId":"e"}]}"#)
        default: return (400, #"{"__type":"UnknownOperationException","message":"\#(operation)"}"#)
        }
    }

    private func rest(_ operation: String, _ request: LoopbackServer.Request) -> (Int, String) {
        if operation == "Publish" {
            return (200, "<PublishResponse><PublishResult><MessageId>m</MessageId></PublishResult></PublishResponse>")
        }
        return world.withLock { world in
            let path = String(request.target.prefix { $0 != "?" })
            switch operation {
            case "PutObject":
                if request.header("if-none-match") == "*", world.objects[path] != nil {
                    return (412, "<Error><Code>PreconditionFailed</Code></Error>")
                }
                world.objects[path] = request.text
                return (200, "")
            case "GetObject":
                guard let object = world.objects[path] else { return (404, "<Error><Code>NoSuchKey</Code></Error>") }
                return (200, object)
            default:
                let query = request.target.split(separator: "prefix=").last.map(String.init) ?? ""
                let prefix = query.replacing("%2F", with: "/")
                let files = world.files.filter { $0.key.hasPrefix(prefix) }.sorted { $0.key < $1.key }
                let entries = files.map {
                    "<Contents><Key>\($0.key)</Key><Size>\($0.value.size)</Size><LastModified>\($0.value.modified)</LastModified></Contents>"
                }
                return (200, "<ListBucketResult><IsTruncated>false</IsTruncated>\(entries.joined())</ListBucketResult>")
            }
        }
    }
}
