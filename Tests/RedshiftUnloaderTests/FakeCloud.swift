import TestSupport
import Synchronization
import UTCTime

@testable import RedshiftUnloader

/// DynamoDB, S3 and the Redshift Data API as far as the function uses them, in one scripted server. What it does with a
/// request it does at once and for good; a kill makes it fall silent at a chosen request, as a process that dies sees it.
final class FakeCloud: Sendable {
    /// The effects of a statement when it ends.
    struct Script: Sendable {
        enum End: Sendable, Equatable {
            case finished
            case failed(String)
            case aborted
        }
        var end = End.finished
        var files = [10, 32]
        var hasManifest = true
        /// The answer of `pg_last_unload_count()`, when it is not the files' rows.
        var count: Int64?
        var forgetsFile = false
        var sizeOffset = 0
        /// The size that S3 and the manifest say each file has.
        var sizeOfFile: Int64?
        /// Columns of the query, for the statement that asks for them.
        var columns: [JSON] = [["name": "id", "typeName": "int8"], ["name": "name", "typeName": "varchar"]]
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
        /// The number of times; later requests succeed.
        var times = 1
        var message = "scripted"
    }

    struct World: Sendable {
        var database = FakeDynamoDB()
        var objects: [String: [UInt8]] = [:]
        /// Sizes of objects that are larger than the bytes kept of them.
        var sizes: [String: Int64] = [:]
        /// Bytes of multipart uploads that are open.
        var uploads: [String: Int64] = [:]
        /// The KMS key of each copied object, empty for the bucket's own encryption.
        var copies: [String] = []
        var statements: [Statement] = []
        /// Bodies of every `_SUCCESS.json` written, by key.
        var published: [String: [[UInt8]]] = [:]
        var script: @Sendable (Statement) -> Script = { _ in Script() }
        /// `true`: a statement ends as it is submitted; else when the test says so.
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
        /// The operation in which the function dies, before it is done.
        var diesAt: String?
        /// The sort key of documents that another writer changes after every read of them.
        var meddlesWith: String?
        var meddlings = 0
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
        if let operation = world.diesAt, request.header("x-amz-target")?.hasSuffix(".\(operation)") ?? false {
            world.isDead = true
            return .close
        }
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
            let reply = world.database.reply(to: request) ?? error("UnknownOperationException")
            world.meddle(operation, request)
            return reply
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
    func size(_ key: String) -> Int64 { sizes[key] ?? Int64(objects[key]?.count ?? 0) }

    /// A document of the state table, as its item.
    func item(_ partition: String, _ sort: String) -> FakeDynamoDB.Item? {
        database.items(under: partition).first { $0["sk"]?["S"]?.string == sort }
    }

    /// The partitions of what the sweeper would find.
    var openWork: [String] { database.all.filter { $0["open"] != nil }.compactMap { $0["pk"]?["S"]?.string } }

    /// Writes to a document that has just been read, as another invocation would.
    mutating func meddle(_ operation: String, _ request: LoopbackServer.Request) {
        guard let sort = meddlesWith, operation == "GetItem", let key = JSON(request.body)?["Key"],
            key["sk"]?["S"]?.string == sort, var item = self.item(key["pk"]?["S"]?.string ?? "", sort),
            let text = item["document"]?["S"]?.string, case .object(var document)? = JSON(Array(text.utf8)),
            let version = item["version"]?["N"]?.string.flatMap({ Int($0) })
        else { return }
        meddlings += 1
        document["sweptAt"] = .string(now.advanced(by: .seconds(meddlings)).rfc3339)
        item["document"] = ["S": .string(JSON.object(document).text)]
        item["version"] = ["N": .string("\(version + 1)")]
        _ = database.reply(to: "PutItem", ["TableName": "example-state", "Item": .object(item)])
    }

    /// Objects that readers of a prefix see: Spark, Arrow, Athena and Hive pass over names that begin with `_` or `.`.
    var visibleObjects: [String] {
        objects.keys.filter { key in !key.split(separator: "/").contains { $0.hasPrefix("_") || $0.hasPrefix(".") } }
    }

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
