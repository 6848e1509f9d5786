import Foundation
import LambdaRuntime
import Logging
import Synchronization
import TestSupport
import UTCTime

@testable import RedshiftLoader

/// DynamoDB, S3 and the Redshift Data API as far as the function uses them, in one scripted server, and a warehouse with a
/// ledger. A kill makes it fall silent at a chosen write, as a process that dies sees it.
final class LoaderBench: Sendable {
    struct Statement: Sendable {
        let id: String
        let name: String
        let token: String
        let sqls: [String]
        var mode = "TRANSACTION"
        var status = "STARTED"
        /// The failed statement's index, and its message.
        var failure: (index: Int, message: String)?
        var records: [[JSON]] = []
        /// Answers of single statements, by their number from 1; others answer ``records``.
        var answers: [Int: [[JSON]]] = [:]
    }

    struct World: Sendable {
        var database = FakeDynamoDB()
        var objects: [String: [UInt8]] = [:]
        var statements: [Statement] = []
        /// Commits of each file into each table: anything but one is a mistake.
        var loaded: [String: Int] = [:]
        /// Fails a statement that has the text, a number of times.
        var faults: [(text: String, message: String, times: Int)] = []
        /// Rows of SYS_COPY_JOB_DETAIL.
        var jobFiles: [(place: String, name: String, eTag: String, status: String)] = []
        /// Rows of the journal of migrations.
        var journal: [(script: String, checksum: String, isDone: Bool)] = []
        /// Objects of a listing: key, ETag, and the time of their last change.
        var listed: [(key: String, eTag: String, modified: String)] = []
        /// The ETag that every object has now; `nil`: each its own.
        var headETag: String?
        /// ETags of single objects, by bucket and key.
        var eTags: [String: String] = [:]
        /// Objects that S3 refuses to show, by bucket and key.
        var forbidden: Set<String> = []
        /// Objects that are not there any more.
        var gone: Set<String> = []
        /// The catalog's columns; empty: of no table.
        var catalog: [[JSON]] = []
        /// The lengths that a batch that measures answers with.
        var measured: [[JSON]] = []
        /// Answers of a batch that examines, by the number of the statement.
        var examined: (@Sendable ([String]) -> [Int: [[JSON]]])?
        /// Rows of SYS_LOAD_ERROR_DETAIL.
        var loadErrors: [[JSON]] = []
        /// Refuses calls of an operation, a number of times.
        var refusals: [(operation: String, code: String, message: String, times: Int)] = []
        var now = UTCTime(iso8601: "2026-11-27T10:00:00Z") ?? UTCTime(millisecondsSinceEpoch: 0)
        /// Requests that change something.
        var writes = 0
        /// Details of the events that the bus took.
        var events: [JSON] = []
        /// Codes of entries that the bus refuses in an answer of status 200.
        var entryFailures: [(code: String, times: Int)] = []
        var log: [String] = []
        /// The number of the write at which the process dies, before or after it is done.
        var killAt: (write: Int, isDone: Bool)?
        var isDead = false
        var mostRunning = 0
    }

    private let box: Box
    /// The process that invocations find warm, until it dies.
    private let process = Mutex<RedshiftLoader?>(nil)
    let server: LoopbackServer
    private let root: String
    private let eventBus: String

    final class Box: Sendable {
        private let state = Mutex(World())
        func with<Result: Sendable>(_ body: (inout World) -> Result) -> Result { state.withLock { body(&$0) } }
    }

    static let plan = """
        window: {every: 15m, wait: 2m, max_files: 3}
        sources:
          changes:
            from: s3://example/changes/
            format: csv
            columns: {seq: varchar(35), id: bigint, at: timestamp, d: bigint}
            order: seq
        tables:
          a.dim: {source: changes, strategy: scd1, unique_key: id, surrogate: sk}
          a.fact: {source: changes, strategy: fact, unique_key: id, dimensions: {d_sk: {of: a.dim, by: d}}}
          b.other: {source: changes, strategy: append}
        """

    init(plan: String = plan, eventBus: String = "", migrations: [String: String] = [:]) throws {
        self.eventBus = eventBus
        let box = Box()
        self.box = box
        server = try LoopbackServer { request in box.with { FakeWarehouse.reply(to: request, &$0) } }
        root = NSTemporaryDirectory() + "loader-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: "\(root)/plans", withIntermediateDirectories: true)
        let folder = "\(root)/migrations/sales"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        for (name, text) in migrations { try Data(text.utf8).write(to: URL(filePath: "\(folder)/\(name)")) }
        try Data(plan.utf8).write(to: URL(filePath: "\(root)/plans/p.yaml"))
    }

    func stop() {
        server.stop()
        try? FileManager.default.removeItem(atPath: root)
    }

    func world<Result: Sendable>(_ body: (inout World) -> Result) -> Result { box.with(body) }

    func function() throws -> RedshiftLoader {
        let box = box
        let clock = TimeSource(
            now: { box.with { $0.now } },
            instant: { .now },
            sleep: { end in
                let duration = max(.zero, ContinuousClock.now.duration(to: end))
                box.with { $0.now = $0.now.advanced(by: duration) }
            }
        )
        let variables = [
            "AWS_REGION": "us-east-1", "AWS_ACCESS_KEY_ID": "AK", "AWS_SECRET_ACCESS_KEY": "s",
            "AWS_ENDPOINT_URL": server.url, "AWS_MAX_ATTEMPTS": "1", "STATE_TABLE": "example-state",
            "REDSHIFT_WORKGROUP": "example", "REDSHIFT_DATABASE": "dev", "LOAD_ROLE": "default", "PLAN": "p",
            "MANIFEST_S3_URI": "s3://example-manifests/", "LAMBDA_TASK_ROOT": root, "EVENT_BUS_NAME": eventBus,
        ]
        return try RedshiftLoader(
            LambdaInitializationContext(environment: Environment(variables), logger: Logger(label: "test")),
            clock: clock
        )
    }

    @discardableResult
    func invoke(_ event: String) async throws -> JSON {
        let context = LambdaContext(
            requestID: "request",
            deadline: .now + .seconds(60),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
        defer { if world(\.isDead) { process.withLock { $0 = nil } } }
        let response = try await warmFunction().respond(to: Array(event.utf8), context)
        return JSON(response.bytes) ?? .null
    }

    private func warmFunction() throws -> RedshiftLoader {
        try process.withLock { known in
            if let known { return known }
            let new = try function()
            known = new
            return new
        }
    }

    /// Ends the batches that run, and delivers their events.
    func finish(deliver: Int = 1) async throws {
        while true {
            let names = world { world -> [String] in
                let running = world.statements.indices.filter { world.statements[$0].status == "STARTED" }
                for index in running { FakeWarehouse.end(index, &world) }
                return running.map { world.statements[$0].name }
            }
            if names.isEmpty { return }
            for name in names { for _ in 0..<deliver { try await invoke(Self.over(name)) } }
        }
    }

    /// Lets windows and retries come, sweeps, and ends the batches without their events.
    func sweep(times: Int = 40) async throws {
        for _ in 0..<times where world({ $0.database.all.contains { $0["open"] != nil } }) {
            world { world in
                world.now = world.now.advanced(by: .seconds(700))
                for index in world.statements.indices { FakeWarehouse.end(index, &world) }
            }
            try await invoke(#"{"sweep": true}"#)
        }
    }

    var statuses: [String] {
        world { world in
            world.database.all.filter { $0["pk"]?["S"]?.string?.hasPrefix("load#") ?? false }
                .compactMap { $0["status"]?["S"]?.string }.sorted()
        }
    }

    /// The messages of all loads.
    func messages() async throws -> [String] {
        var found: [String] = []
        for id in loadIDs {
            if let message = try await invoke(#"{"status": "\#(id)"}"#)["load"]?["message"]?.string {
                found.append(message)
            }
        }
        return found
    }

    var loadIDs: [String] {
        world { world in
            world.database.all.compactMap { $0["pk"]?["S"]?.string }.filter { $0.hasPrefix("load#") }
                .map { String($0.dropFirst(5)) }.sorted()
        }
    }

    static func over(_ name: String) -> String {
        #"{"detail-type":"Redshift Data Statement Status Change","source":"aws.redshift-data","detail":{"statementName":"\#(name)","statementId":"x","state":"FINISHED"}}"#
    }

    static func load(_ files: ClosedRange<Int>, table: String? = nil) -> String {
        let list = files.map {
            #"{"uri": "s3://example/changes/\#($0).csv", "etag": "e\#($0)", "bytes": 10, "rows": 1}"#
        }
        let only = table.map { #""table": "\#($0)", "# } ?? ""
        return #"{"load": {\#(only)"files": [\#(list.joined(separator: ", "))]}}"#
    }

    static func arrival(_ files: ClosedRange<Int>) -> String {
        let records = files.map { number in
            let body =
                #"{\"detail-type\":\"Object Created\",\"source\":\"aws.s3\",\"detail\":{\"bucket\":{\"name\":\"example\"},\"object\":{\"key\":\"changes/\#(number).csv\",\"size\":10,\"etag\":\"e\#(number)\"}}}"#
            return #"{"messageId": "m\#(number)", "eventSource": "aws:sqs", "body": "\#(body)"}"#
        }
        return #"{"Records": [\#(records.joined(separator: ", "))]}"#
    }
}
