import TestSupport

/// DMS and DataSync, which show what a test has them show.
struct FakeMigrations: Sendable {
    static let everything =
        #"{"rules":[{"rule-type":"selection","rule-id":"1","rule-name":"1","rule-action":"include","#
        + #""object-locator":{"schema-name":"%","table-name":"%"},"filters":[]}]}"#

    /// Members of a ReplicationTask, by ARN.
    var tasks: [String: String] = [:]
    /// Members of a Replication, by config ARN.
    var replications: [String: String] = [:]
    var mappings = FakeMigrations.everything
    /// Mappings of a single task, by ARN.
    var mappingsOfTasks: [String: String] = [:]
    /// JSON of every task's settings.
    var settings = "{}"
    /// The tasks as they are once the statistics were read.
    var tasksAfterStatistics: [String: String]?
    /// Table statistics, one JSON object each.
    var tables: [String] = []
    /// Tables of one page.
    var pageSize = 2
    var markersPointBack = false
    /// Members of a task execution, by ARN.
    var executions: [String: String] = [:]

    /// Answers an operation; `nil` for one of another service.
    mutating func answer(_ operation: String, _ input: JSON) -> (Int, String)? {
        let filter = input["Filters"]?.elements.first
        let value = filter?["Values"]?.elements.first?.string ?? ""
        switch operation {
        case "DescribeReplicationTasks":
            return task(value, isIdentifier: filter?["Name"]?.string == "replication-task-id")
        case "DescribeReplications":
            let found = replications[value].map { #"{"ReplicationConfigArn":"\#(value)",\#($0)}"# } ?? ""
            return (200, #"{"Replications":[\#(found)]}"#)
        case "DescribeReplicationConfigs":
            return (
                200,
                #"{"ReplicationConfigs":[{"TableMappings":\#(JSON.string(mappings).text),"ReplicationSettings":\#(JSON.string(settings).text)}]}"#
            )
        case "DescribeTableStatistics": return statistics("TableStatistics", input)
        case "DescribeReplicationTableStatistics": return statistics("ReplicationTableStatistics", input)
        case "DescribeTaskExecution":
            let arn = input["TaskExecutionArn"]?.string ?? ""
            guard let members = executions[arn] else {
                return (400, #"{"__type":"InvalidRequestException","message":"Task execution not found."}"#)
            }
            return (200, #"{"TaskExecutionArn":"\#(arn)",\#(members)}"#)
        case "ListTaskExecutions":
            let task = input["TaskArn"]?.string ?? ""
            let list = executions.keys.filter { $0.hasPrefix(task) }.sorted().map { #"{"TaskExecutionArn":"\#($0)"}"# }
            return (200, #"{"TaskExecutions":[\#(list.joined(separator: ","))]}"#)
        default: return nil
        }
    }

    private func task(_ value: String, isIdentifier: Bool) -> (Int, String) {
        let found = tasks.first {
            isIdentifier ? $0.value.contains(#""ReplicationTaskIdentifier":"\#(value)""#) : $0.key == value
        }
        guard let found else { return (400, #"{"__type":"ResourceNotFoundFault","message":"No Tasks found"}"#) }
        let mappings = JSON.string(mappingsOfTasks[found.key] ?? mappings).text
        return (
            200,
            #"{"ReplicationTasks":[{"ReplicationTaskArn":"\#(found.key)","TableMappings":\#(mappings),"ReplicationTaskSettings":\#(JSON.string(settings).text),\#(found.value)}]}"#
        )
    }

    private mutating func statistics(_ list: String, _ input: JSON) -> (Int, String) {
        if let tasksAfterStatistics { tasks = tasksAfterStatistics }
        let start = input["Marker"]?.string.flatMap { Int($0) } ?? 0
        let page = tables.dropFirst(start).prefix(pageSize).joined(separator: ",")
        let next = markersPointBack ? pageSize : start + pageSize
        let marker = start + pageSize < tables.count ? #","Marker":"\#(next)""# : ""
        return (200, #"{"\#(list)":[\#(page)]\#(marker)}"#)
    }
}
