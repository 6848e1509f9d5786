import HTTPTransport
import LambdaRuntime
import Logging
import Synchronization

/// Log lines, kept for the test to read.
final class CollectedLines: Sendable {
    private let lines = Mutex<[String]>([])
    var output: LineOutput {
        LineOutput { bytes in self.lines.withLock { $0.append(String(decoding: bytes, as: UTF8.self)) } }
    }
    var all: [String] { lines.withLock { $0 } }
    var joined: String { all.joined(separator: "\n") }
}

/// The requests of its events: an echo, an error, waiting for cancellation, metrics.
struct ScriptedFunction: LambdaFunction {
    static let help = FunctionHelp(
        name: "Scripted",
        summary: "does what the event says.",
        settings: [.init("GREETING", "what to say")],
        example: "bootstrap --event event.json"
    )

    let greeting: String

    init(_ start: LambdaInitializationContext) throws {
        var reader = SettingsReader(start.environment)
        greeting = reader.required("GREETING", expected: "a word")
        try reader.finish()
    }

    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    struct NamedFailure: LambdaError {
        let errorType = "Glue.WorkflowFailed"
        let errorMessage = "the workflow failed"
    }

    func respond(to event: [UInt8], _ context: LambdaContext) async throws -> LambdaResponse {
        switch String(decoding: event, as: UTF8.self) {
        case "fail": throw Failure(description: "line one\nline \"two\"\u{1}")
        case "fail by name": throw NamedFailure()
        case "wait, then answer":
            while !Task.isCancelled { await Task.yield() }
            return LambdaResponse("partial".utf8)
        case "wait, then throw":
            try await Task.sleep(for: .seconds(60))
            return LambdaResponse("never".utf8)
        case "measure":
            context.metrics.add("Things", 2)
            return LambdaResponse("measured".utf8)
        case "trace": return LambdaResponse((XRayTraceHeader.current ?? "none").utf8)
        case "context":
            let parts = [
                context.requestID, context.functionARN ?? "-", context.traceID ?? "-", context.tenantID ?? "-",
                context.clientContext ?? "-", context.cognitoIdentity ?? "-",
                context.remainingTime > .seconds(1) ? "has time" : "no time",
            ]
            context.logger.info("seen")
            return LambdaResponse(parts.joined(separator: "|").utf8)
        case let text: return LambdaResponse("\(greeting) \(text)".utf8)
        }
    }
}

struct TypedFunction: JSONLambdaFunction {
    static let help = FunctionHelp(name: "Typed", summary: "adds.")

    struct Sum: Codable, Sendable {
        let left: Int
        let right: Int
    }

    init(_ start: LambdaInitializationContext) {}

    func handle(_ event: Sum, _ context: LambdaContext) -> [String: Int] { ["sum": event.left + event.right] }
}

/// A function that can be asked what it would do.
struct PlanningFunction: DryRunnable, PlanValidating {
    static let help = FunctionHelp(name: "Planning", summary: "plans.")

    init(_ start: LambdaInitializationContext) {}

    func respond(to event: [UInt8], _ context: LambdaContext) async throws -> LambdaResponse {
        LambdaResponse("greeted".utf8)
    }

    struct Mistake: Error, CustomStringConvertible { let description: String }

    static func validate(_ plan: [UInt8], file: String) throws -> String {
        guard plan.starts(with: "plan".utf8) else { throw Mistake(description: "\(file):1:1: is no plan") }
        return "\(file) is a plan"
    }

    func dryRun(_ event: [UInt8]) async throws -> String { "would greet \(String(decoding: event, as: UTF8.self))" }
}
