import Glibc
import Testing

@testable import LambdaRuntime

/// `_X_AMZN_TRACE_ID` is written for a function that asks for it and for no other. Each test has a process of its own: the
/// environment is the process's.
@Suite struct TraceVariableTests {
    private static let first = "Root=1-first"
    private static let second = "Root=1-second"

    @Test func aFunctionThatAsksForItFindsEachInvocationsTrace() async {
        await #expect(processExitsWith: .success) {
            let answers = try await Self.answers(of: ExportingFunction.self)
            #expect(answers == [Self.first, Self.second, "none"])
        }
    }

    @Test func anyOtherFunctionFindsTheEnvironmentUntouched() async {
        await #expect(processExitsWith: .success) {
            setenv("_X_AMZN_TRACE_ID", "as it was", 1)
            let answers = try await Self.answers(of: QuietFunction.self)
            #expect(answers == ["as it was", "as it was", "as it was"])
        }
    }

    /// With several invocations at a time there is no one trace that the variable could hold.
    @Test func severalInvocationsAtATimeLeaveItUntouched() async {
        await #expect(processExitsWith: .success) {
            let answers = try await Self.answers(of: ExportingFunction.self, ["AWS_LAMBDA_MAX_CONCURRENCY": "2"])
            #expect(answers.allSatisfy { $0 == "none" })
        }
    }

    private static func answers<Function: LambdaFunction>(
        of function: Function.Type,
        _ variables: [String: String] = [:]
    ) async throws -> [String] {
        let traces = [first, second, nil].map { $0.map { ["Lambda-Runtime-Trace-Id: \($0)"] } ?? [] }
        let plane = try FakeControlPlane(traces.map { .init(body: "x", headers: $0) })
        _ = await plane.run(function, variables)
        return plane.posts.map(\.body)
    }
}

/// Answers with the variable as it finds it.
private func traceVariable() -> LambdaResponse {
    LambdaResponse((getenv("_X_AMZN_TRACE_ID").map { String(cString: $0) } ?? "none").utf8)
}

private struct ExportingFunction: LambdaFunction {
    static let help = FunctionHelp(name: "Exporting", summary: "reads the trace's variable.")
    static let exportsTraceVariable = true

    init(_ start: LambdaInitializationContext) {}
    func respond(to event: [UInt8], _ context: LambdaContext) -> LambdaResponse { traceVariable() }
}

private struct QuietFunction: LambdaFunction {
    static let help = FunctionHelp(name: "Quiet", summary: "reads the trace's variable.")

    init(_ start: LambdaInitializationContext) {}
    func respond(to event: [UInt8], _ context: LambdaContext) -> LambdaResponse { traceVariable() }
}
