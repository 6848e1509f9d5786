import LambdaRuntime
import Logging
import Synchronization
import TestSupport
import UTCTime

@testable import DMSCompletionHandler

/// The services the function talks to, on one port: DMS and DataSync answer as a test has them answer, the rest keeps what it
/// is given.
final class FakeAWS: Sendable {
    struct World: Sendable {
        var migrations = FakeMigrations()
        var warehouse = FakeWarehouse()
        var store = FakeObjectStore()
        var queues = FakeSQS()
        /// Secret → (version, text).
        var secrets: [String: (version: String, text: String)] = [:]
        var crawlerIsRunning = false
        var glue = FakeGlue()
        var events = FakeEventBridge()
        /// JSON that an invoked function answers with.
        var functionAnswer = "{}"
        /// Operation → errors to answer with before it works, as `400 Code`; as `done 500 Code` it worked, and its answer is
        /// lost.
        var failures: [String: [String]] = [:]
    }

    let world: Mutex<World>
    let database = Mutex(FakeDynamoDB())
    /// Ends the process under test at a request, as the services see it.
    let kill: KillPoint
    /// An action before requests that have the text in them, whose connection is then closed.
    let lost: Mutex<(text: String, action: @Sendable () -> Void)?> = Mutex(nil)
    /// Operations that were called, in order, with their bodies.
    let calls = Mutex<[(operation: String, body: String)]>([])
    /// Ranges of objects that were asked for.
    let ranges = Mutex<[String]>([])
    private let started: Mutex<LoopbackServer?> = Mutex(nil)

    init(_ world: World = World(), kill: KillPoint = KillPoint()) throws {
        self.world = Mutex(world)
        self.kill = kill
        let server = try LoopbackServer { [weak self] request in
            guard let self else { return .close }
            if let lost = self.lost.withLock({ $0 }), request.text.contains(lost.text) {
                lost.action()
                return .close
            }
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

    private func reply(to request: LoopbackServer.Request) -> LoopbackServer.Reply {
        let operation = Self.operation(of: request)
        calls.withLock { $0.append((operation, request.text)) }
        if let range = request.header("range") { ranges.withLock { $0.append(range) } }
        if let reply = database.withLock({ $0.reply(to: request) }) { return reply }
        return world.withLock { world in
            if let failure = world.failures[operation]?.first {
                world.failures[operation]?.removeFirst()
                if failure.hasPrefix("done ") { _ = world.reply(to: request) }
                return Self.failure(failure, isJSON: request.header("x-amz-target") != nil)
            }
            if let reply = world.reply(to: request) { return reply }
            switch operation {
            case "Publish":
                return .status(
                    200,
                    body: "<PublishResponse><PublishResult><MessageId>m</MessageId></PublishResult></PublishResponse>"
                )
            case "InvokeAsync": return .status(202)
            case "Invoke": return .status(200, body: world.functionAnswer)
            default: break
            }
            guard request.header("x-amz-target") != nil else { return world.store.reply(to: request) ?? .close }
            let input = JSON(request.body) ?? .null
            let (status, body) =
                world.migrations.answer(operation, input) ?? world.warehouse.answer(operation, input)
                ?? world.answer(operation, input)
            return .status(status, body: body)
        }
    }

    /// The operation's name; of S3's, the one that the method and the query mean.
    private static func operation(of request: LoopbackServer.Request) -> String {
        if let target = request.header("x-amz-target") {
            return target.split(separator: ".").last.map(String.init) ?? ""
        }
        if request.text.hasPrefix("Action=Publish") { return "Publish" }
        if request.target.hasSuffix("/invocations") {
            return request.header("x-amz-invocation-type") == "Event" ? "InvokeAsync" : "Invoke"
        }
        if request.target.contains("list-type=2") { return "ListObjectsV2" }
        return ["PUT": "PutObject", "HEAD": "HeadObject"][request.method] ?? "GetObject"
    }

    private static func failure(_ failure: String, isJSON: Bool) -> LoopbackServer.Reply {
        let parts = failure.split(separator: " ").suffix(2).map { String($0) }
        let body =
            isJSON
            ? #"{"__type":"\#(parts[1])","message":"scripted"}"#
            : "<Error><Code>\(parts[1])</Code><Message>scripted</Message></Error>"
        return .status(Int(parts[0]) ?? 500, body: body)
    }
}

extension FakeAWS.World {
    /// The answer of a service that keeps what it is given.
    fileprivate mutating func reply(to request: LoopbackServer.Request) -> LoopbackServer.Reply? {
        if let reply = queues.reply(to: request) ?? events.reply(to: request) { return reply }
        // FakeGlue has no crawlers.
        guard request.header("x-amz-target")?.hasSuffix("Crawler") != true else { return nil }
        return glue.reply(to: request, at: .now())
    }

    fileprivate mutating func answer(_ operation: String, _ input: JSON) -> (Int, String) {
        switch operation {
        case "GetSecretValue":
            let id = input["SecretId"]?.string ?? ""
            guard let secret = secrets[id] else {
                return (400, #"{"__type":"ResourceNotFoundException","message":"can't find the specified secret."}"#)
            }
            return (200, #"{"VersionId":"\#(secret.version)","SecretString":\#(JSON.string(secret.text).text)}"#)
        case "StartCrawler":
            return crawlerIsRunning
                ? (400, #"{"__type":"CrawlerRunningException","message":"running"}"#) : (200, "{}")
        case "StartExecution": return (200, #"{"executionArn":"arn:aws:states:us-east-1:123456789012:execution:e"}"#)
        default: return (400, #"{"__type":"UnknownOperationException","message":"\#(operation)"}"#)
        }
    }
}
