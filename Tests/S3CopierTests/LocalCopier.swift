import TestSupport
import LambdaRuntime
import Logging
import Synchronization
import UTCTime

@testable import S3Copier

/// The copier's world: S3, its table and its queue, a time of day that tests set, and workers that may die.
final class LocalCopier: Sendable {
    static let queue = "https://sqs.eu-west-1.amazonaws.com/123456789012/example-copy"
    static let deadLetters = "https://sqs.eu-west-1.amazonaws.com/123456789012/example-dead"
    static let source = "example-source"
    static let target = "example-target"
    /// The function and the target are in eu-west-1; the source is elsewhere, as in the case the function is made for.
    static let sourceRegion = "us-west-2"

    struct World: Sendable {
        var s3: FakeS3
        var table = FakeDynamoDB()
        var queues = FakeSQS()
        var seconds: Int64 = 0
        var starts: [String] = []
        var events: [JSON] = []
    }

    /// The end of a worker's request.
    enum Fate: Sendable {
        case served
        /// The worker dies before S3 gets it.
        case diesBefore
        /// S3 does it, and the worker dies before it gets the answer.
        case diesAfter
        case reply(LoopbackServer.Reply)
        /// S3 does it, and its answer has another word for the first one.
        case rename(String, String)
    }

    let server: LoopbackServer
    private let variables: [String: String]
    private let dead: DeadWorkers

    private final class DeadWorkers: Sendable {
        let names = Mutex<Set<String>>([])
    }

    /// - Parameter fate: asked before every request, on the connection's thread; it may wait.
    init(
        _ variables: [String: String] = [:],
        versioned: (source: Bool, target: Bool) = (true, true),
        fate: @escaping @Sendable (LoopbackServer.Request, _ worker: String) -> Fate = { _, _ in .served }
    ) throws {
        var s3 = FakeS3([Self.source: versioned.source, Self.target: versioned.target])
        s3.setRegion(Self.sourceRegion, of: Self.source)
        s3.setRegion("eu-west-1", of: Self.target)
        let world = WorldBox(World(s3: s3))
        let dead = DeadWorkers()
        self.dead = dead
        server = try LoopbackServer { request in
            let worker = Self.worker(of: request)
            if dead.names.withLock({ $0.contains(worker) }) { return .close }
            let fate = fate(request, worker)
            switch fate {
            case .reply(let reply): return reply
            case .diesBefore:
                dead.names.withLock { _ = $0.insert(worker) }
                return .close
            case .rename(let old, let new):
                return world.mutex.withLock { Self.reply(to: request, &$0) }.renaming(old, new)
            case .served, .diesAfter:
                let reply = world.mutex.withLock { Self.reply(to: request, &$0) }
                guard case .diesAfter = fate else { return reply }
                dead.names.withLock { _ = $0.insert(worker) }
                return .close
            }
        }
        self.box = world
        var all = [
            "AWS_REGION": "eu-west-1", "AWS_SECRET_ACCESS_KEY": "s", "AWS_ENDPOINT_URL": server.url,
            "AWS_MAX_ATTEMPTS": "1", "TARGET_BUCKET": Self.target, "STATE_TABLE": "example-state",
            "QUEUE_URL": Self.queue, "DEAD_LETTER_QUEUE_URL": Self.deadLetters,
        ]
        all.merge(variables) { _, new in new }
        self.variables = all.filter { !$0.value.isEmpty }
    }

    private final class WorldBox: Sendable {
        let mutex: Mutex<World>
        init(_ world: sending World) { mutex = Mutex(world) }
    }
    private let box: WorldBox

    func stop() { server.stop() }

    func change<Result: Sendable>(_ body: (inout World) -> Result) -> Result {
        box.mutex.withLock { body(&$0) }
    }

    func isDead(_ worker: String) -> Bool { dead.names.withLock { $0.contains(worker) } }

    /// The key id in the signature: each worker has one of its own.
    private static func worker(of request: LoopbackServer.Request) -> String {
        let words = request.header("authorization")?.split(separator: "Credential=").last ?? ""
        return String(words.prefix { $0 != "/" })
    }

    private static func reply(to request: LoopbackServer.Request, _ world: inout World) -> LoopbackServer.Reply {
        world.s3.time = UTCTime(millisecondsSinceEpoch: epoch + world.seconds * 1_000).rfc3339
        if let reply = world.table.reply(to: request) { return reply }
        if let reply = world.queues.reply(to: request) { return reply }
        switch request.header("x-amz-target") {
        case "AWSGlue.StartCrawler"?:
            world.starts.append(JSON(request.body)?["Name"]?.string ?? "")
            return .status(200, body: "{}")
        case "AWSEvents.PutEvents"?:
            let entries = JSON(request.body)?["Entries"]?.array ?? []
            world.events += entries
            return .status(200, body: #"{"FailedEntryCount":0,"Entries":[]}"#)
        default: return world.s3.reply(to: request) ?? .status(400, body: "<Error><Code>Unexpected</Code></Error>")
        }
    }

    /// 2026-11-21T00:00:00Z
    private static let epoch: Int64 = 1_795_219_200_000

    /// Runs one invocation in a process of its own.
    ///
    /// - Parameters:
    ///   - worker: its name; a dead one's requests reach nobody.
    ///   - manual: in place of a clock that runs.
    /// - Returns: the ids of the messages that failed; `nil` when the worker died, and nobody heard.
    func run(
        _ event: JSON,
        worker: String = "w",
        timeout: Duration = .seconds(900),
        variables more: [String: String] = [:],
        clock manual: ManualClock? = nil
    ) async throws -> Run? {
        var variables = variables.merging(more) { $1 }
        variables["AWS_ACCESS_KEY_ID"] = worker
        let box = box
        let clock =
            manual?.source
            ?? TimeSource(
                now: { UTCTime(millisecondsSinceEpoch: Self.epoch + box.mutex.withLock { $0.seconds } * 1_000) },
                instant: { .now },
                sleep: { try await Task.sleep(until: $0, clock: .continuous) }
            )
        let plan = TestPlan(variables)
        let start = LambdaInitializationContext(
            environment: Environment(plan.environment),
            logger: Logger(label: "test")
        )
        let function = try await S3Copier(start, clock: clock, plan: plan.read())
        let lines = Mutex<[String]>([])
        let output = LineOutput { bytes in lines.withLock { $0.append(String(decoding: bytes, as: UTF8.self)) } }
        let handler = LambdaLogHandler(LogConfiguration(format: .json, level: .debug), output: output)
        let context = LambdaContext(
            requestID: "request-\(worker)",
            deadline: clock.instant() + timeout,
            logger: Logger(label: "test") { _ in handler }
        )
        let response = try await function.respond(to: Array(event.text.utf8), context)
        guard !isDead(worker) else { return nil }
        return Run(answer: JSON(response.bytes) ?? .null, log: lines.withLock { $0 })
    }

    struct Run: Sendable {
        let answer: JSON
        let log: [String]

        var failed: [String] {
            (answer["batchItemFailures"]?.array ?? []).compactMap { $0["itemIdentifier"]?.string }
        }

        /// The outcomes in the log, in its order.
        var outcomes: [String] { log.compactMap { JSON(Array($0.utf8))?["outcome"]?.string } }
    }
}

extension LocalCopier {
    /// The event of a write.
    ///
    /// - Parameter region: what the event says of the bucket's region; `nil` when it says nothing.
    static func created(
        _ key: String,
        _ version: FakeVersion,
        name: String = "ObjectCreated:Put",
        region: String? = sourceRegion
    ) -> String {
        var object: [String: JSON] = [
            "key": .string(key), "size": .number(Double(version.content.size)), "eTag": .string(version.etag),
            "sequencer": .string(sequencer(version.written)),
        ]
        object["versionId"] = version.id.map(JSON.string)
        return record(name, object, region: region)
    }

    static func record(_ name: String, _ object: [String: JSON], region: String? = sourceRegion) -> String {
        var record: [String: JSON] = [
            "eventVersion": "2.1", "eventName": .string(name), "eventTime": "2026-11-21T00:00:00.000Z",
            "s3": .object(["bucket": .object(["name": .string(source)]), "object": .object(object)]),
        ]
        record["awsRegion"] = region.map(JSON.string)
        return JSON.object(["Records": .array([.object(record)])]).text
    }

    private static func sequencer(_ number: Int) -> String {
        let hex = String(number, radix: 16, uppercase: true)
        return String(repeating: "0", count: max(0, 16 - hex.count)) + hex
    }

    /// A batch of messages with these bodies; their ids are their places.
    static func batch(_ bodies: [String]) -> JSON {
        .object([
            "Records": .array(
                bodies.enumerated().map { index, body in
                    .object([
                        "messageId": .string("\(index)"), "body": .string(body), "receiptHandle": .string("r\(index)"),
                        "eventSourceARN": "arn:aws:sqs:eu-west-1:123456789012:example-copy",
                        "attributes": .object(["ApproximateReceiveCount": "1"]),
                    ])
                }
            )
        ])
    }

    /// Bytes of S3's smallest part.
    static let part: Int64 = 5 << 20
    /// Settings under which objects of few parts go through the queue.
    static let inParts = [
        "multipart.threshold": "\(part) B", "multipart.part_size": "\(part) B", "multipart.parts_per_message": "4",
        "COPY_CONCURRENCY": "3",
    ]

    /// Writes an object to the source.
    func write(_ key: String = "k", _ name: String = "content") -> FakeVersion {
        change { $0.s3.put(Self.source, key, FakeContent(name, size: 10)) }
    }

    /// Writes the object `k` to the source.
    ///
    /// - Returns: the event about it.
    func put(
        _ name: String,
        size: Int64 = 10,
        _ change: @Sendable (inout FakeVersion) -> Void = { _ in }
    ) -> String {
        self.change { Self.created("k", $0.s3.put(Self.source, "k", FakeContent(name, size: size), change)) }
    }

    /// The current copy of an object.
    func copy(_ key: String = "k") -> FakeVersion? { change { $0.s3.current(Self.target, key) } }

    /// Delivers what is in the queue, a message an invocation, until it is empty. What fails comes again.
    ///
    /// - Returns: the outcomes, in order.
    @discardableResult
    func drain(_ bodies: [String] = [], limit: Int = 500) async throws -> [String] {
        var waiting = bodies
        var outcomes: [String] = []
        for _ in 0..<limit {
            waiting += change { $0.queues.take(from: Self.queue).map(\.body) }
            guard !waiting.isEmpty else { return outcomes }
            let body = waiting.removeFirst()
            let run = try await run(Self.batch([body]))
            outcomes += run?.outcomes ?? []
            if run?.failed.isEmpty == false { waiting.append(body) }
        }
        throw StillBusy()
    }

    struct StillBusy: Error {}
}

extension LoopbackServer.Reply {
    /// The same answer with another word in its body.
    fileprivate func renaming(_ old: String, _ new: String) -> LoopbackServer.Reply {
        guard case .status(let code, let headers, let body) = self else { return self }
        return .status(code, headers: headers, body: body.replacing(old, with: new))
    }
}
