import AWSClient
import AWSDynamoDB
import AWSGlue
import TestSupport
import FoundationEssentials
import LambdaEvents
import LambdaRuntime
import Logging
import Synchronization
import Testing
import UTCTime

@testable import GlueWorkflowStarter

/// The function against a Glue, a Step Functions and a table of our own, with a clock that stands still until told.
struct StarterBed: Sendable {
    /// What becomes of one request.
    enum Fault: Sendable {
        /// As if the network had swallowed it.
        case lost
        /// It is carried out, but its answer is lost.
        case answerLost
        case error(Int, String)
        /// It is carried out, and answered with an error even so.
        case errorAfterwards(Int, String)
    }

    struct World: Sendable {
        var table = FakeDynamoDB()
        var glue = FakeGlue()
        var tasks = FakeTasks()
        /// Entries that were put on a bus.
        var events: [JSON] = []
        var now = UTCTime(millisecondsSinceEpoch: 1_795_000_000_000)
        var operations: [String] = []
        /// Asked before each request, with its operation and its number from 0.
        var fault: @Sendable (String, Int) -> Fault? = { _, _ in nil }

        var seconds: Double { Double(now.millisecondsSinceEpoch) / 1000 }
    }

    let server: LoopbackServer
    let function: GlueWorkflowStarter
    private let shared: Shared

    final class Shared: Sendable {
        let world = Mutex(World())
        let gate = Mutex<Gate?>(nil)
    }

    init(_ variables: [String: String] = [:]) throws {
        let shared = Shared()
        self.shared = shared
        server = try LoopbackServer { request in Self.answer(request, shared) }
        var all = [
            "AWS_REGION": "eu-west-1", "AWS_ACCESS_KEY_ID": "AK", "AWS_SECRET_ACCESS_KEY": "s",
            "AWS_ENDPOINT_URL": server.url, "AWS_MAX_ATTEMPTS": "1", "STATE_TABLE": "example-starter",
        ]
        all.merge(variables) { _, new in new }
        let environment = all
        function = try GlueWorkflowStarter(
            StarterSettings(Environment(environment)),
            .standard { environment[$0] },
            clock: Self.clock(shared)
        )
    }

    /// Waiting takes no time: only ``advance(_:)`` moves the clock.
    private static func clock(_ shared: Shared) -> TimeSource {
        TimeSource(
            now: { shared.world.withLock { $0.now } },
            instant: { ContinuousClock.now },
            sleep: { _ in await Task.yield() }
        )
    }

    func stop() { server.stop() }

    /// The request in an event that has only one.
    static func request(_ text: String) throws -> GlueWorkflowStarterRequest {
        let event = try GlueWorkflowStarterRequest.event(Array(text.utf8))
        guard case .direct(let contents) = event, let content = contents.first else {
            throw GlueWorkflowStarterRequest.refusal(of: event)
        }
        return try GlueWorkflowStarterRequest(
            content,
            StarterSettings(Environment(["STATE_TABLE": "t", "AWS_REGION": "eu-west-1"]))
        )
    }

    func withWorld<Value: Sendable>(_ body: (inout sending World) -> sending Value) -> Value {
        shared.world.withLock { body(&$0) }
    }

    var glue: FakeGlue { withWorld { $0.glue } }
    var tasks: FakeTasks { withWorld { $0.tasks } }
    var table: FakeDynamoDB { withWorld { $0.table } }
    /// Items in the list of open work.
    var openItems: [FakeDynamoDB.Item] { table.all.filter { $0["open"] != nil } }
    /// Documents whose sort key begins so, as they were written.
    func documents(_ prefix: String) -> [JSON] {
        table.all.filter { $0["sk"]?["S"]?.string?.hasPrefix(prefix) == true }
            .compactMap { try? JSON.parse($0["document"]?["S"]?.string ?? "") }
    }
    var operations: [String] { withWorld { $0.operations } }

    func advance(_ duration: Duration) { withWorld { $0.now = $0.now.advanced(by: duration) } }

    /// Ends a run as Glue does, an instant later.
    func end(_ run: String, status: String = "COMPLETED", failed: Int = 0) {
        advance(.seconds(60))
        withWorld { $0.glue.end(run, at: $0.seconds, status: status, failed: failed) }
    }

    func fault(_ fault: @escaping @Sendable (String, Int) -> Fault?) {
        withWorld {
            $0.operations = []
            $0.fault = fault
        }
    }

    func noFaults() { fault { _, _ in nil } }

    /// Holds up the requests that the gate is for.
    func hold(_ gate: Gate) { shared.gate.withLock { $0 = gate } }

    // MARK: - Calling it

    struct Reply: Sendable {
        let output: JSON
        let log: [String]
    }

    @discardableResult
    func invoke(_ event: JSON) async throws -> Reply { try await invoke(Array(event.text.utf8)) }

    func invoke(_ event: [UInt8]) async throws -> Reply {
        let lines = Mutex<[String]>([])
        let output = LineOutput { bytes in lines.withLock { $0.append(String(decoding: bytes, as: UTF8.self)) } }
        let handler = LambdaLogHandler(LogConfiguration(format: .json, level: .debug), output: output)
        let context = LambdaContext(
            requestID: "r",
            // Lambda's longest. Only the bed's own clock may matter to a test.
            deadline: .now + .seconds(900),
            logger: Logger(label: "test") { _ in handler }
        )
        let response = try await function.respond(to: event, context)
        return Reply(output: try JSON.parse(response.bytes), log: lines.withLock { $0 })
    }

    /// The error's name that Step Functions would see; `nil` for none.
    func errorOf(_ event: JSON) async -> String? {
        do {
            try await invoke(event)
            return nil
        } catch let error as any LambdaError {
            return error.errorType
        } catch {
            return "\(type(of: error))"
        }
    }

    @discardableResult
    func sweep() async throws -> JSON { try await invoke(["sweep": true]).output }

    // MARK: - Answering

    private static func answer(_ request: LoopbackServer.Request, _ shared: Shared) -> LoopbackServer.Reply {
        let target = (request.header("x-amz-target") ?? "").split(separator: ".")
        guard target.count == 2, let input = try? JSON.parse(request.body) else { return .status(400) }
        let (service, operation) = (String(target[0]), String(target[1]))
        shared.gate.withLock { $0 }?.pass(operation, input)
        return shared.world.withLock { world in
            let fault = world.fault(operation, world.operations.count)
            world.operations.append(operation)
            switch fault {
            case .lost: return .close
            case .error(let status, let code): return .status(status, body: JSON.object(["__type": .string(code)]).text)
            case .answerLost, .errorAfterwards, nil: break
            }
            let reply = carryOut(service, operation, input, &world)
            switch fault {
            case .answerLost: return .close
            case .errorAfterwards(let status, let code):
                return .status(status, body: JSON.object(["__type": .string(code)]).text)
            default: return reply
            }
        }
    }

    private static func carryOut(
        _ service: String,
        _ operation: String,
        _ input: JSON,
        _ world: inout World
    ) -> LoopbackServer.Reply {
        func refusal(_ code: String) -> LoopbackServer.Reply {
            .status(400, body: JSON.object(["__type": .string("com.amazonaws#\(code)"), "message": "scripted"]).text)
        }
        do {
            switch service {
            case "DynamoDB_20120810": return world.table.reply(to: operation, input)
            case "AWSGlue": return .status(200, body: try world.glue.handle(operation, input, now: world.seconds).text)
            case "AWSEvents":
                let entries = input["Entries"]?.array ?? []
                world.events += entries
                return .status(200, body: JSON.object(["FailedEntryCount": 0, "Entries": []]).text)
            case "AWSStepFunctions": return .status(200, body: try world.tasks.handle(operation, input).text)
            default: return .status(404)
            }
        } catch let error as FakeGlue.Refusal {
            return refusal(error.code)
        } catch let error as FakeTasks.Refusal {
            return refusal(error.code)
        } catch {
            return .status(500)
        }
    }
}

extension StarterBed {
    /// An input of mode startAndWait, or of start when no token is given.
    static func start(
        _ event: String,
        token: String? = nil,
        concurrency: String = "wait",
        _ more: [String: JSON] = [:]
    ) -> JSON {
        var input: [String: JSON] = [
            "mode": token == nil ? "start" : "startAndWait", "workflow": .string(FakeGlue.workflow),
            "eventIds": [.string(event)], "executionName": .string("execution-\(event)"),
            "concurrency": .string(concurrency),
        ]
        if let token {
            input["taskToken"] = .string(token)
            input["executionArn"] = .string("arn:aws:states:eu-west-1:123456789012:execution:example:\(event)")
        }
        return .object(input.merging(more) { _, new in new })
    }
}
