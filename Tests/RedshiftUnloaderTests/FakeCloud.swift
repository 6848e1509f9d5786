import TestSupport
import Synchronization
import UTCTime

@testable import RedshiftUnloader

/// DynamoDB, S3 and the Redshift Data API as far as the function uses them, in one scripted server. What it does with a
/// request it does at once and for good; a kill makes it fall silent at a chosen request, as a process that dies sees it.
final class FakeCloud: Sendable {
    /// What a statement does when it ends.
    struct Script: Sendable {
        enum End: Sendable, Equatable {
            case finished
            case failed(String)
            case aborted
        }
        var end = End.finished
        var files = [10, 32]
        var hasManifest = true
        /// What `pg_last_unload_count()` says, when it is not the files' rows.
        var count: Int64?
        var forgetsFile = false
        var sizeOffset = 0
        /// The greatest value of a watermark's column.
        var upper: JSON = ["isNull": true]
    }

    struct Statement: Sendable {
        let id: String
        let name: String
        let token: String
        let sqls: [String]
        let body: JSON
        /// The UNLOAD.
        var sql: String { sqls.first { $0.hasPrefix("UNLOAD") } ?? "" }
        var status = "STARTED"
        var error: String?
        var rows: Int64 = 0
        var isCancelRequested = false
        var describes = 0
    }

    struct Failure: Sendable {
        let operation: String
        let code: String
        var status = 400
        /// How many times; then it is over.
        var times = 1
        var message = "scripted"
    }

    struct World: Sendable {
        var database = FakeDynamoDB()
        var objects: [String: [UInt8]] = [:]
        var statements: [Statement] = []
        /// Bodies of every `_SUCCESS.json` written, by key.
        var published: [String: [[UInt8]]] = [:]
        var script: @Sendable (Statement) -> Script = { _ in Script() }
        /// How statements end that are submitted: at once, or when the test says so.
        var endsAtOnce = false
        var cancels = true
        var failures: [Failure] = []
        /// Waiting inside an invocation lets statements end.
        var endsWhileWaiting = false
        /// Partitions of the Glue Data Catalog, by their values, and the requests that made them.
        var partitions: [String: JSON] = [:]
        var now = UTCTime(iso8601: "2026-11-21T02:00:05Z") ?? UTCTime(millisecondsSinceEpoch: 0)
        var calls = 0
        var log: [String] = []
        /// The request, counted from 1, at which the function dies: before or after what it asked for is done.
        var killAt: (call: Int, isDone: Bool)?
        var isDead = false
        var mostRunning = 0
    }

    let world = WorldBox()
    let server: LoopbackServer

    final class WorldBox: Sendable {
        private let state = Mutex(World())
        func with<Result>(_ body: (inout World) -> Result) -> Result where Result: Sendable {
            state.withLock { body(&$0) }
        }
    }

    init() throws {
        let world = world
        server = try LoopbackServer { request in world.with { FakeCloud.reply(to: request, &$0) } }
    }

    private static func reply(to request: LoopbackServer.Request, _ world: inout World) -> LoopbackServer.Reply {
        guard !world.isDead else { return .close }
        world.calls += 1
        if let kill = world.killAt, world.calls == kill.call {
            world.isDead = true
            if kill.isDone { _ = answer(to: request, &world) }
            return .close
        }
        return answer(to: request, &world)
    }

    private static func answer(to request: LoopbackServer.Request, _ world: inout World) -> LoopbackServer.Reply {
        guard let target = request.header("x-amz-target") else { return FakeObjects.answer(to: request, &world) }
        let operation = String(target.split(separator: ".").last ?? "")
        world.log.append(operation)
        if let index = world.failures.firstIndex(where: { $0.operation == operation && $0.times > 0 }) {
            world.failures[index].times -= 1
            let failure = world.failures[index]
            return error(failure.code, status: failure.status, message: failure.message)
        }
        if target.hasPrefix("DynamoDB") {
            return world.database.reply(to: request) ?? error("UnknownOperationException")
        }
        guard let body = JSON(request.body) else { return error("SerializationException") }
        if target.hasPrefix("AWSGlue") { return FakeGlue.answer(operation, body, &world) }
        return FakeRedshift.answer(operation, body, &world)
    }

    static func error(_ code: String, status: Int = 400, message: String = "scripted") -> LoopbackServer.Reply {
        json(["__type": .string(code), "message": .string(message)], status: status)
    }

    static func json(_ members: [String: JSON], status: Int = 200) -> LoopbackServer.Reply {
        return .status(status, body: JSON.object(members).text)
    }
}

extension JSON {
    var int: Int64? { number.flatMap { Int64(exactly: $0) } }
}

extension FakeCloud.World {
    /// A document of the state table, as its item.
    func item(_ partition: String, _ sort: String) -> FakeDynamoDB.Item? {
        database.items(under: partition).first { $0["sk"]?["S"]?.string == sort }
    }

    /// The partitions of what the sweeper would find.
    var openWork: [String] { database.all.filter { $0["open"] != nil }.compactMap { $0["pk"]?["S"]?.string } }

    /// Data that is in no published dataset, and is not hidden from those who read a prefix.
    var strayObjects: [String] {
        let named = published.values.compactMap { $0.last }.compactMap { JSON($0) }.flatMap { dataset in
            (dataset["entries"]?.array ?? []).compactMap { $0["url"]?.string?.dropFirst("s3://".count) }.map(
                String.init
            )
        }
        return objects.keys.filter { key in
            !named.contains(key) && !(key.split(separator: "/").last?.hasPrefix("_") ?? false)
        }.sorted()
    }

    /// Deletes items, as a person would.
    mutating func deleteItems(_ isDeleted: (String) -> Bool) {
        for item in database.all where isDeleted(item["pk"]?["S"]?.string ?? "") {
            let key = item.filter { ["pk", "sk"].contains($0.key) }
            _ = database.reply(to: "DeleteItem", ["TableName": "example-state", "Key": .object(key)])
        }
    }
}

/// Objects by bucket and key; ListObjectsV2 in pages of two.
enum FakeObjects {
    static func answer(to request: LoopbackServer.Request, _ world: inout FakeCloud.World) -> LoopbackServer.Reply {
        let parts = request.target.dropFirst().split(separator: "?", maxSplits: 1)
        let key = percentDecoded(String(parts.first ?? ""))
        let query = parts.count > 1 ? String(parts[1]) : ""
        world.log.append("S3 \(request.method)")
        if let index = world.failures.firstIndex(where: { $0.operation == "S3 \(request.method)" && $0.times > 0 }) {
            world.failures[index].times -= 1
            let code = world.failures[index].code
            return .status(world.failures[index].status, body: "<Error><Code>\(code)</Code></Error>")
        }
        switch request.method {
        case "PUT":
            world.objects[key] = request.body
            if key.hasSuffix("_SUCCESS.json") { world.published[key, default: []].append(request.body) }
            return .status(200, headers: ["ETag: \"e\""])
        case "DELETE":
            world.objects[key] = nil
            return .status(204)
        case "GET" where query.contains("list-type=2"): return list(key, query, world)
        case "GET":
            guard let bytes = world.objects[key] else {
                return .status(404, body: "<Error><Code>NoSuchKey</Code><Message>no</Message></Error>")
            }
            return .status(200, headers: ["ETag: \"e\""], body: String(decoding: bytes, as: UTF8.self))
        default: return .status(405)
        }
    }

    private static func list(_ bucket: String, _ query: String, _ world: FakeCloud.World) -> LoopbackServer.Reply {
        var parameters: [String: String] = [:]
        for pair in query.split(separator: "&") {
            let halves = pair.split(separator: "=", maxSplits: 1).map(String.init)
            parameters[halves[0]] = halves.count > 1 ? percentDecoded(halves[1]) : ""
        }
        let after = parameters["continuation-token"] ?? ""
        let keys = world.objects.keys.filter {
            $0.hasPrefix("\(bucket)/\(parameters["prefix"] ?? "")") && $0 > after
        }.sorted()
        var body = "<ListBucketResult><IsTruncated>\(keys.count > 2)</IsTruncated>"
        if keys.count > 2 { body += "<NextContinuationToken>\(keys[1])</NextContinuationToken>" }
        for key in keys.prefix(2) {
            let size = world.objects[key]?.count ?? 0
            body +=
                "<Contents><Key>\(key.dropFirst(bucket.count + 1))</Key><Size>\(size)</Size><ETag>e</ETag></Contents>"
        }
        return .status(200, body: body + "</ListBucketResult>")
    }

    private static func percentDecoded(_ text: String) -> String {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%"), rest.count >= 2,
                let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
            {
                bytes.append(value)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
