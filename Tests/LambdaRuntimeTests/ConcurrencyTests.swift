import HTTPTransport
import TestSupport
import Synchronization
import Testing

@testable import LambdaRuntime

/// Managed instances: several invocations in one process.
@Suite struct ConcurrencyTests {
    /// Answers only when `count` invocations are in flight at once, each with the trace id it sees then.
    struct Rendezvous: LambdaFunction {
        static let help = FunctionHelp(name: "Rendezvous", summary: "waits for company.")
        static let present = Mutex(0)

        init(_ start: LambdaInitializationContext) {}

        func respond(to event: [UInt8], _ context: LambdaContext) async throws -> LambdaResponse {
            Self.present.withLock { $0 += 1 }
            while Self.present.withLock({ $0 }) < 3 { await Task.yield() }
            return LambdaResponse("\(context.requestID) \(XRayTraceHeader.current ?? "-")".utf8)
        }
    }

    @Test func pollsAsManyTimesAsItMayAndKeepsTracesApart() async throws {
        let next = Mutex(0)
        let posted = Mutex(0)
        let server = try LoopbackServer { request in
            guard request.method == "GET" else {
                posted.withLock { $0 += 1 }
                return .status(202)
            }
            let index = next.withLock { index in
                defer { index += 1 }
                return index
            }
            if index < 3 {
                return .status(
                    200,
                    headers: ["Lambda-Runtime-Aws-Request-Id: r\(index)", "Lambda-Runtime-Trace-Id: t\(index)"]
                )
            }
            while posted.withLock({ $0 }) < 3 {}
            return .status(500)
        }
        defer { server.stop() }
        let process = LambdaProcessRunner<Rendezvous>(
            ["AWS_LAMBDA_MAX_CONCURRENCY": "3"],
            address: server.address,
            output: CollectedLines().output
        )
        #expect(await process.run() == 1)
        #expect(Set(server.requests.filter { $0.method == "POST" }.map(\.text)) == ["r0 t0", "r1 t1", "r2 t2"])
    }
}
