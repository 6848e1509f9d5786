import LambdaRuntime
import Logging
import Synchronization
import TestSupport
import UTCTime

@testable import DMSCompletionHandler

/// The function with the fake services behind it.
struct HandlerHarness {
    static let task = "arn:aws:dms:us-east-1:123456789012:task:EXAMPLESHOP"
    static let run = "2026-11-21T02:00:00.000Z"
    /// 2026-11-21T01:30:00Z and 02:00:00Z.
    static let dates = #""StartDate":1795224600,"StopDate":1795226400"#
    /// Members of a task whose full load DMS calls finished.
    static let finished =
        #""ReplicationTaskIdentifier":"example-shop","MigrationType":"full-load","Status":"stopped","#
        + #""StopReason":"Stop Reason FULL_LOAD_ONLY_FINISHED","ReplicationTaskStats":{"FullLoadProgressPercent":100,"#
        + #""TablesErrored":0,\#(dates)}"#

    let aws: FakeAWS
    let function: DMSCompletionHandler
    private let clock: TimeSource

    /// - Parameter migration: members of the migration "shop" beside name and task.
    init(
        _ aws: FakeAWS,
        _ migration: String = #""next":[{"crawler":"example-crawler"}]"#,
        others: String = "",
        _ variables: [String: String] = [:],
        clock: TimeSource = .system
    ) async throws {
        self.aws = aws
        self.clock = clock
        let shop = #"{"name":"shop","task":"\#(Self.task)"\#(migration.isEmpty ? "" : ",\(migration)")}"#
        var all = Self.variables(aws)
        all["MIGRATIONS"] = #"{"migrations":[\#(shop)\#(others.isEmpty ? "" : ",\(others)")]}"#
        all.merge(variables) { _, new in new }
        function = try await DMSCompletionHandler(
            LambdaInitializationContext(environment: Environment(all), logger: Logger(label: "test")),
            clock: clock
        )
    }

    /// The environment without the plan.
    static func variables(_ aws: FakeAWS) -> [String: String] {
        [
            "AWS_REGION": "us-east-1", "AWS_ACCESS_KEY_ID": "AK", "AWS_SECRET_ACCESS_KEY": "s",
            "AWS_ENDPOINT_URL": aws.url,
            "AWS_MAX_ATTEMPTS": "1", "STATE_TABLE": "example-claims", "MANIFEST_BUCKET": "example-manifests",
            "MIGRATIONS": #"{"migrations":[{"name":"shop","task":"\#(task)"}]}"#,
            "QUEUE_URL": "\(aws.url)/queue",
            "NOTIFICATION_TOPIC_ARN": "arn:aws:sns:us-east-1:123456789012:example-topic", "EVENT_BUS_NAME": "default",
        ]
    }

    init(_ aws: FakeAWS, _ variables: [String: String]) async throws { try await self.init(aws, "", variables) }

    struct Outcome {
        let reports: [JSON]
        let log: [String]

        var names: [String] { reports.map { $0["outcome"]?.string ?? "" } }
        var first: JSON { reports.first ?? .null }
    }

    /// Runs one event that is answered by reports.
    func run(
        _ event: String,
        requestID: String = "request-1",
        timeout: Duration = .seconds(600)
    ) async throws -> Outcome {
        let (response, log) = try await respond(Array(event.utf8), requestID: requestID, timeout: timeout)
        return Outcome(reports: response["reports"]?.elements ?? [], log: log)
    }

    /// - Returns: the answer, and the log's lines.
    func respond(
        _ event: [UInt8],
        requestID: String = "request-1",
        timeout: Duration = .seconds(600)
    ) async throws -> (JSON, [String]) {
        let lines = Mutex<[String]>([])
        let output = LineOutput { bytes in lines.withLock { $0.append(String(decoding: bytes, as: UTF8.self)) } }
        let handler = LambdaLogHandler(LogConfiguration(format: .json, level: .debug), output: output)
        let context = LambdaContext(
            requestID: requestID,
            deadline: clock.instant() + timeout,
            logger: Logger(label: "test") { _ in handler }
        )
        let response = try await function.respond(to: event, context)
        return (try JSON.parse(response.bytes), lines.withLock { $0 })
    }

    /// An event that says the task has stopped.
    static func stopped(at time: String = "2026-11-21T02:00:05Z") -> String {
        #"{"detail-type":"DMS Replication Task State Change","source":"aws.dms","time":"\#(time)","resources":["\#(task)"],"#
            + #""detail":{"eventType":"REPLICATION_TASK_STOPPED","eventId":"DMS-EVENT-0079"}}"#
    }

    /// One table's statistics.
    static func table(
        _ name: String,
        rows: Int = 10,
        state: String = "Table completed",
        validation: String = "Not enabled",
        schema: String = "public"
    ) -> String {
        #"{"SchemaName":\#(JSON.string(schema).text),"TableName":\#(JSON.string(name).text),"TableState":"\#(state)","#
            + #""FullLoadRows":\#(rows),"Inserts":0,"Updates":0,"Deletes":0,"ValidationState":"\#(validation)"}"#
    }
}
