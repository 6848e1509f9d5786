import AWSClient
import AWSDynamoDB
import AWSGlue
import LambdaEvents
import LambdaRuntime
import Logging
import Synchronization
import TestSupport
import Testing
import UTCTime

@testable import GlueWorkflowStarter

/// The function against a Glue, a Step Functions, an event bus and a table of TestSupport, with a clock that the test moves.
struct LocalStarter: Sendable {
    /// The failure of one request.
    enum Fault: Sendable {
        /// The request does not arrive.
        case lost
        /// The request is carried out, and its answer is lost.
        case answerLost
        case error(Int, String)
        /// The request is carried out, and answered with an error nevertheless.
        case errorAfterwards(Int, String)
        /// The request is not carried out, and is answered so.
        case answer(Int, String)
    }

    struct World: Sendable {
        var table = FakeDynamoDB()
        var glue = FakeGlue()
        var stepFunctions = FakeStepFunctions()
        var eventBridge = FakeEventBridge()
        var operations: [String] = []
        /// Chooses the failure of each request, by its operation and its number from 0.
        var fault: @Sendable (String, Int) -> Fault? = { _, _ in nil }
    }

    let server: LoopbackServer
    let function: GlueWorkflowStarter
    let clock = ManualClock(UTCTime(millisecondsSinceEpoch: 1_795_000_000_000))
    /// The request at which the process dies.
    let kill = KillPoint()
    private let shared = Shared()

    final class Shared: Sendable {
        let world = Mutex(World())
        let gate = Mutex<Gate?>(nil)
    }

    init(_ variables: [String: String] = [:]) throws {
        let (shared, clock, kill) = (shared, clock, kill)
        server = try LoopbackServer { request in kill.pass { Self.answer(request, shared, at: clock.now) } }
        var all = [
            "AWS_REGION": "eu-west-1", "AWS_ACCESS_KEY_ID": "AK", "AWS_SECRET_ACCESS_KEY": "s",
            "AWS_ENDPOINT_URL": server.url, "AWS_MAX_ATTEMPTS": "1", "STATE_TABLE": "example-starter",
        ]
        all.merge(variables) { _, new in new }
        let environment = all
        function = try GlueWorkflowStarter(
            StarterSettings(Environment(environment)),
            .standard { environment[$0] },
            clock: clock.source
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
    var stepFunctions: FakeStepFunctions { withWorld { $0.stepFunctions } }
    var eventBridge: FakeEventBridge { withWorld { $0.eventBridge } }
    var table: FakeDynamoDB { withWorld { $0.table } }
    var operations: [String] { withWorld { $0.operations } }
    /// Items in the list of open work.
    var openItems: [FakeDynamoDB.Item] { table.all.filter { $0["open"] != nil } }
    /// Documents whose sort key begins so, as they were written.
    func documents(_ prefix: String) -> [JSON] {
        table.all.filter { $0["sk"]?["S"]?.string?.hasPrefix(prefix) == true }
            .compactMap { try? JSON.parse($0["document"]?["S"]?.string ?? "") }
    }

    func advance(_ duration: Duration) { clock.advance(by: duration) }

    /// Ends a run, an instant later.
    func end(_ run: String, status: String = "COMPLETED", failed: Int = 0) {
        advance(.seconds(60))
        let now = clock.now
        withWorld { $0.glue.end(run, at: now, status: status, failed: failed) }
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
            // The longest that Lambda has.
            deadline: clock.source.instant() + .seconds(900),
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

    private static func answer(
        _ request: LoopbackServer.Request,
        _ shared: Shared,
        at now: UTCTime
    ) -> LoopbackServer.Reply {
        let operation = (request.header("x-amz-target") ?? "").split(separator: ".").last.map(String.init) ?? ""
        if let gate = shared.gate.withLock({ $0 }) { gate.pass(operation, JSON(request.body) ?? .null) }
        return shared.world.withLock { world in
            let fault = world.fault(operation, world.operations.count)
            world.operations.append(operation)
            func error(_ status: Int, _ code: String) -> LoopbackServer.Reply {
                .status(status, body: JSON.object(["__type": .string(code)]).text)
            }
            switch fault {
            case .lost: return .close
            case .error(let status, let code): return error(status, code)
            case .answer(let status, let body): return .status(status, body: body)
            case .answerLost:
                _ = reply(to: request, &world, at: now)
                return .close
            case .errorAfterwards(let status, let code):
                _ = reply(to: request, &world, at: now)
                return error(status, code)
            case nil: return reply(to: request, &world, at: now)
            }
        }
    }

    private static func reply(
        to request: LoopbackServer.Request,
        _ world: inout World,
        at now: UTCTime
    ) -> LoopbackServer.Reply {
        world.table.reply(to: request) ?? world.glue.reply(to: request, at: now) ?? world.stepFunctions.reply(
            to: request
        )
            ?? world.eventBridge.reply(to: request) ?? .status(404)
    }
}

extension LocalStarter {
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
