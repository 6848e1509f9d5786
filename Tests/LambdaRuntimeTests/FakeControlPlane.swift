import HTTPTransport
import Synchronization
import TestSupport

@testable import LambdaRuntime

/// A Runtime API that hands out scripted invocations, one after another, and answers posts as it is told to. When the
/// script is over, `/next` answers 500, which ends the process under test.
final class FakeControlPlane: Sendable {
    struct Event: Sendable {
        var body = ""
        var requestID: String? = "request-1"
        var headers: [String] = []
        /// Raw bytes instead of a proper answer to `/next`.
        var raw: LoopbackServer.Reply?
        /// The status for what is posted about it.
        var postStatus = 202
        var postReply: LoopbackServer.Reply?
    }

    let server: LoopbackServer
    private let output: CollectedLines

    init(_ events: [Event], registration: LoopbackServer.Reply? = nil, initError: LoopbackServer.Reply = .status(202))
        throws
    {
        output = CollectedLines()
        let next = Mutex(0)
        let current = Mutex<Event?>(nil)
        server = try LoopbackServer { request in
            switch request.target {
            case "/2018-06-01/runtime/invocation/next":
                let index = next.withLock { index in
                    defer { index += 1 }
                    return index
                }
                guard index < events.count else { return .status(500, body: "script is over") }
                let event = events[index]
                current.withLock { $0 = event }
                if let raw = event.raw { return raw }
                let id = event.requestID.map { ["Lambda-Runtime-Aws-Request-Id: \($0)"] } ?? []
                return .status(200, headers: id + event.headers, body: event.body)
            case "/2018-06-01/runtime/init/error": return initError
            case "/2020-01-01/extension/register": return registration ?? .status(404)
            case "/2020-01-01/extension/event/next": return .hang
            default:
                let event = current.withLock { $0 }
                return event?.postReply ?? .status(event?.postStatus ?? 202, body: #"{"errorType":"Scripted"}"#)
            }
        }
    }

    /// Runs a function's process against it, to its end.
    ///
    /// - Parameter answerTime: longer than a machine that runs every suite at once takes for an answer, but in tests about it.
    func run<Function: LambdaFunction>(
        _ function: Function.Type = ScriptedFunction.self,
        _ variables: [String: String] = [:],
        answerTime: Duration = .seconds(120)
    ) async -> Int32 {
        var all = ["GREETING": "hello", "AWS_LAMBDA_LOG_FORMAT": "JSON"]
        all.merge(variables) { _, new in new }
        let status = await LambdaProcessRunner<Function>(
            Environment(all),
            address: server.address,
            transport: HTTPTransport(),
            output: output.output,
            answerTime: answerTime,
            endAfterHook: {}
        ).run()
        server.stop()
        return status
    }

    /// Everything that was posted about invocations, in order: the path's end and the body.
    var posts: [(kind: String, body: String)] {
        server.requests.filter { $0.method == "POST" }.map {
            (String($0.target.split(separator: "/").last ?? ""), $0.text)
        }
    }

    func post(_ kind: String) -> LoopbackServer.Request? {
        server.requests.first { $0.method == "POST" && $0.target.hasSuffix("/\(kind)") }
    }

    var log: [String] { output.all }
}
