import FoundationEssentials
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
    }

    struct Statement: Sendable {
        let id: String
        let name: String
        let token: String
        let sql: String
        let body: JSONValue
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
    }

    struct World: Sendable {
        var items: [String: [String: JSONValue]] = [:]
        var objects: [String: [UInt8]] = [:]
        var statements: [Statement] = []
        /// Bodies of every `_SUCCESS.json` written, by key.
        var published: [String: [[UInt8]]] = [:]
        var script: @Sendable (Statement) -> Script = { _ in Script() }
        /// How statements end that are submitted: at once, or when the test says so.
        var endsAtOnce = false
        var cancels = true
        var failures: [Failure] = []
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
        guard let target = request.header("x-amz-target") else { return FakeS3.answer(to: request, &world) }
        let operation = String(target.split(separator: ".").last ?? "")
        world.log.append(operation)
        if let index = world.failures.firstIndex(where: { $0.operation == operation && $0.times > 0 }) {
            world.failures[index].times -= 1
            return error(world.failures[index].code, status: world.failures[index].status)
        }
        guard let body = try? JSONDecoder().decode(JSONValue.self, from: Data(request.body)) else {
            return error("SerializationException")
        }
        return target.hasPrefix("DynamoDB")
            ? FakeDynamoDB.answer(operation, body, &world) : FakeRedshift.answer(operation, body, &world)
    }

    static func error(_ code: String, status: Int = 400, message: String = "scripted") -> LoopbackServer.Reply {
        json(["__type": .string(code), "message": .string(message)], status: status)
    }

    static func json(_ members: [String: JSONValue], status: Int = 200) -> LoopbackServer.Reply {
        let bytes = (try? JSONEncoder().encode(JSONValue.object(members))) ?? Data()
        return .status(status, body: String(decoding: bytes, as: UTF8.self))
    }
}

extension JSONValue {
    subscript(name: String) -> JSONValue? { if case .object(let members) = self { members[name] } else { nil } }
    var text: String? { if case .string(let text) = self { text } else { nil } }
    var integer: Int64? { if case .number(let value) = self { Int64(exactly: value) } else { nil } }
    var members: [String: JSONValue]? { if case .object(let members) = self { members } else { nil } }
    var elements: [JSONValue]? { if case .array(let values) = self { values } else { nil } }
}

/// Items by partition and sort key, the conditions of ``StateTable``, pages of two.
enum FakeDynamoDB {
    static func answer(_ operation: String, _ body: JSONValue, _ world: inout FakeCloud.World) -> LoopbackServer.Reply {
        switch operation {
        case "GetItem":
            guard let item = world.items[key(body["Key"])] else { return FakeCloud.json([:]) }
            return FakeCloud.json(["Item": .object(item)])
        case "PutItem":
            guard let item = body["Item"]?.members else { return FakeCloud.error("ValidationException") }
            let key = key(body["Item"])
            guard holds(body, world.items[key]) else { return refused(world.items[key]) }
            world.items[key] = item
            return FakeCloud.json([:])
        case "DeleteItem":
            let key = key(body["Key"])
            guard holds(body, world.items[key]) else { return refused(world.items[key]) }
            world.items[key] = nil
            return FakeCloud.json([:])
        case "Query":
            let values = body["ExpressionAttributeValues"]
            let start = "\(values?[":pk"]?["S"]?.text ?? "")|\(values?[":sk"]?["S"]?.text ?? "")"
            let after = body["ExclusiveStartKey"].map { key($0) } ?? ""
            let keys = world.items.keys.filter { $0.hasPrefix(start) && $0 > after }.sorted()
            var answer: [String: JSONValue] = [
                "Items": .array(keys.prefix(2).compactMap { world.items[$0].map(JSONValue.object) })
            ]
            if keys.count > 2, let last = world.items[keys[1]] {
                answer["LastEvaluatedKey"] = .object(last.filter { ["pk", "sk"].contains($0.key) })
            }
            return FakeCloud.json(answer)
        default: return FakeCloud.error("UnknownOperationException")
        }
    }

    private static func key(_ item: JSONValue?) -> String {
        "\(item?["pk"]?["S"]?.text ?? "")|\(item?["sk"]?["S"]?.text ?? "")"
    }

    private static func holds(_ body: JSONValue, _ item: [String: JSONValue]?) -> Bool {
        guard let condition = body["ConditionExpression"]?.text else { return true }
        if condition == "attribute_not_exists(pk)" { return item == nil }
        let sides = condition.split(separator: " ")
        guard sides.count == 3, sides[1] == "=", let item,
            let name = body["ExpressionAttributeNames"]?[String(sides[0])]?.text
        else { return false }
        return item[name] == body["ExpressionAttributeValues"]?[String(sides[2])]
    }

    private static func refused(_ item: [String: JSONValue]?) -> LoopbackServer.Reply {
        var answer: [String: JSONValue] = [
            "__type": .string("ConditionalCheckFailedException"), "message": .string("no"),
        ]
        if let item { answer["Item"] = .object(item) }
        return FakeCloud.json(answer, status: 400)
    }
}

/// Objects by bucket and key; ListObjectsV2 in pages of two.
enum FakeS3 {
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
