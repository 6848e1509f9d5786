import JSON
import LambdaEvents
import LambdaRuntime
import Logging
import Synchronization
import TestSupport
import UTCTime

@testable import RedshiftUnloader

/// The function on a ``FakeCloud``: events in, answers out. Every invocation is a process of its own, as far as state goes.
struct UnloaderBench {
    let cloud: FakeCloud
    private let variables: [String: String]

    init(_ variables: [String: String] = [:]) throws {
        cloud = try FakeCloud()
        var all = [
            "AWS_REGION": "us-east-1", "AWS_ACCESS_KEY_ID": "AK", "AWS_SECRET_ACCESS_KEY": "s",
            "AWS_ENDPOINT_URL": cloud.server.url, "AWS_MAX_ATTEMPTS": "1", "STATE_TABLE": "example-state",
            "REDSHIFT_WORKGROUP": "example", "REDSHIFT_DATABASE": "dev", "UNLOAD_S3_URI": "s3://example-lake/",
            "UNLOAD_ROLE": "arn:aws:iam::123456789012:role/example-unload", "PLAN": "example",
            "LAMBDA_TASK_ROOT": functionFolder,
        ]
        all.merge(variables) { _, new in new }
        self.variables = all
    }

    func function() throws -> RedshiftUnloader {
        let world = cloud.world
        let clock = TimeSource(
            now: { world.with { $0.now } },
            instant: { .now },
            // Waiting takes no time: it makes time pass, and Redshift get on with its work.
            sleep: { end in
                let duration = max(.zero, ContinuousClock.now.duration(to: end))
                world.with { world in
                    world.now = world.now.advanced(by: duration)
                    guard world.endsWhileWaiting else { return }
                    for index in world.statements.indices { FakeRedshift.end(index, &world) }
                }
            }
        )
        return try RedshiftUnloader(
            LambdaInitializationContext(environment: Environment(variables), logger: Logger(label: "test")),
            clock: clock
        )
    }

    struct Answer: Decodable {
        struct Run: Decodable {
            struct Export: Decodable {
                let name: String
                let state: String
                let message: String?
                let dataset: String?
                let rows: Int64?
                let bytes: Int64?
                let files: Int?
                let window: ExportRowRange?
                let retryAt: String?
            }
            let id: String
            let status: String
            let isNew: Bool?
            let round: Int
            let exports: [Export]

            func state(_ name: String) -> String? { exports.first { $0.name == name }?.state }
        }
        struct Sweep: Decodable {
            let open: Int
            let closed: Int
            let stuck: Int
            let restarted: Int
            let left: Int
        }
        struct Backfill: Decodable {
            let id: String
            let windows: Int
            let begun: Int
            let active: [String]
            let succeeded: Int
            let failed: Int
            let status: String
            let notOver: Int?
            let problem: String?
        }
        let outcome: String
        let run: Run?
        let sweep: Sweep?
        let backfill: Backfill?
    }

    @discardableResult
    func invoke(
        _ event: String,
        requestID: String = "request-1",
        timeout: Duration = .seconds(900),
        at time: String? = nil
    ) async throws -> Answer {
        if let time = time.flatMap({ UTCTime(iso8601: $0) }) {
            cloud.world.with { $0.now = max($0.now, time.advanced(by: .seconds(5))) }
        }
        return try await invoke(Array(event.utf8), requestID: requestID, timeout: timeout).answer
    }

    func invoke(
        _ event: [UInt8],
        requestID: String = "request-1",
        timeout: Duration = .seconds(900)
    ) async throws -> (answer: Answer, log: [String]) {
        let (bytes, log) = try await respond(event, requestID: requestID, timeout: timeout)
        return (try JSONDocument(bytes).decode(Answer.self), log)
    }

    /// The answer as it is.
    func respond(
        _ event: [UInt8],
        requestID: String = "request-1",
        timeout: Duration = .seconds(900)
    ) async throws -> (bytes: [UInt8], log: [String]) {
        let lines = LogLines()
        let handler = LambdaLogHandler(LogConfiguration(format: .json, level: .debug), output: lines.output)
        let context = LambdaContext(
            requestID: requestID,
            deadline: .now + timeout,
            logger: Logger(label: "test") { _ in handler }
        )
        let response = try await function().respond(to: event, context)
        return (response.bytes, lines.all)
    }

    /// Ends the statements that run, and delivers their events.
    func finishStatements(deliver: Int = 1) async throws {
        let names = cloud.world.with { world -> [String] in
            let running = world.statements.indices.filter { world.statements[$0].status == "STARTED" }
            for index in running { FakeRedshift.end(index, &world) }
            return running.map { world.statements[$0].name }
        }
        for name in names { for _ in 0..<deliver { try await invoke(Self.statementEvent(name)) } }
    }

    /// Lets time pass.
    func pass(_ duration: Duration) { cloud.world.with { $0.now = $0.now.advanced(by: duration) } }

    /// The newest `_SUCCESS.json` at a key.
    func dataset(_ key: String) -> JSON? {
        let bytes = cloud.world.with { $0.published[key]?.last }
        return bytes.flatMap { JSON($0) }
    }

    static func statementEvent(_ name: String, state: String = "FINISHED") -> String {
        #"{"detail-type":"Redshift Data Statement Status Change","source":"aws.redshift-data","detail":{"statementName":"\#(name)","statementId":"x","state":"\#(state)"}}"#
    }

    static let schedule =
        #"{"plan":"example","scheduleArn":"arn:aws:scheduler:us-east-1:123456789012:schedule/default/a","scheduledTime":"2026-11-21T02:00:00Z"}"#
}

private final class LogLines: Sendable {
    private let lines = Mutex<[String]>([])
    var all: [String] { lines.withLock { $0 } }
    var output: LineOutput {
        LineOutput { bytes in self.lines.withLock { $0.append(String(decoding: bytes, as: UTF8.self)) } }
    }
}

let repositoryFolder = #filePath.split(separator: "/").dropLast(3).reduce("") { "\($0)/\($1)" }
let functionFolder = "\(repositoryFolder)/functions/RedshiftUnloader"

/// A plan of tables, as an event carries it.
func inlinePlan(
    _ exports: [String],
    window: String = #"{"every": "day"}"#,
    defaults: String =
        ##"{"schema": "sales", "to": "lake/${export}/${window.from:yyyy-MM-dd}/", "window_column": "created_at"}"##,
    maximumStatements: Int = 10,
    name: String = "inline",
    more: String = ""
) -> String {
    #"{"name": "\#(name)", "window": \#(window), "max_statements": \#(maximumStatements), \#(more) "defaults": \#(defaults), "exports": [\#(exports.joined(separator: ", "))]}"#
}
