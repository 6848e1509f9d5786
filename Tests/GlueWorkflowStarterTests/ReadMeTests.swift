import AWSClient
import LambdaRuntime
import TestSupport
import Testing

@testable import GlueWorkflowStarter

/// The README's examples, as they stand there.
@Suite(.serialized) struct ReadMeTests {
    private static let text =
        (try? SampleEventTests.read("functions/GlueWorkflowStarter/README.md"))
        .map { String(decoding: $0, as: UTF8.self) } ?? ""

    /// The text of each ```json block; one that is members of an object is put into one.
    static let blocks: [JSON] = text.split(separator: "```json\n").dropFirst().compactMap { block in
        let body = block.split(separator: "\n```").first ?? ""
        return (try? JSON.parse(String(body))) ?? (try? JSON.parse("{\(body)}"))
    }

    /// Every `Payload` in a JSON value.
    private static func payloads(_ json: JSON) -> [JSON] {
        switch json {
        case .object(let members):
            return members.flatMap { name, value in name == "Payload" && value.object != nil ? [value] : payloads(value)
            }
        case .array(let elements): return elements.flatMap(payloads)
        default: return []
        }
    }

    /// A payload as Step Functions would send it: references replaced by values.
    private static func resolved(_ json: JSON, _ field: String = "") -> JSON {
        switch json {
        case .object(let members):
            return .object(
                Dictionary(
                    members.map { name, value in
                        let plain = name.hasSuffix(".$") ? String(name.dropLast(2)) : name
                        return (plain, name.hasSuffix(".$") ? sample(plain) : resolved(value, name))
                    }
                ) { first, _ in first }
            )
        case .string(let text) where text.hasPrefix("{%"): return sample(field)
        default: return json
        }
    }

    private static func sample(_ field: String) -> JSON {
        switch field {
        case "executionArn": "arn:aws:states:eu-west-1:123456789012:execution:example:x"
        case "eventIds": ["5b0c3c1e-0d2f-4b52-9a43-2f4f1f6f1a11"]
        default: .string("sample-\(field)")
        }
    }

    static let examples = blocks.flatMap(payloads)

    @Test func everyBlockIsJSON() {
        #expect(Self.blocks.count == Self.text.split(separator: "```json").count - 1)
        #expect(Self.examples.count >= 6)
    }

    @Test(arguments: examples) func everyPayloadIsTaken(payload: JSON) async throws {
        let local = try LocalStarter()
        defer { local.stop() }
        let input = Self.resolved(payload)
        if input["mode"] == "check" {
            try await local.invoke([
                "mode": "start", "workflow": .string(FakeGlue.workflow), "executionName": "sample-executionName",
            ])
        }
        let output = try await local.invoke(input).output
        #expect(["RUNNING", "QUEUED"].contains(output["status"]?.string ?? ""))
        // As it stands, a state that forgets to resolve it, it is refused.
        guard payload.object?.keys.contains(where: { $0.hasSuffix(".$") }) == true else { return }
        #expect(await local.errorOf(payload) == "Glue.InvalidInput")
    }

    @Test(arguments: [
        "STATE_TABLE", "CONCURRENCY_POLICY", "WAIT_LIMIT_SECONDS", "WINDOW_SECONDS", "UNREACHED_NODES", "ON_FAILED",
        "STOP_ON_ABORT", "LOST_START_WAIT_SECONDS", "STATE_RETENTION_DAYS", "EVENT_BUS_NAME",
    ])
    func everySettingIsInReadMeAndHelp(name: String) {
        #expect(Self.text.contains("| `\(name)` |"))
        #expect("\(GlueWorkflowStarter.help)".contains(name))
    }

    /// It needs a region, and no credentials.
    @Test func theExampleOfHelpRunsAsItIsPrinted() async throws {
        let words = try #require(GlueWorkflowStarter.help.example).split(separator: " ").map(String.init)
        let variables = words.prefix { $0 != "bootstrap" }.map { $0.split(separator: "=").map(String.init) }
        let environment = Dictionary(variables.map { ($0[0], $0[1]) }) { first, _ in first }
        let function = try GlueWorkflowStarter(
            StarterSettings(Environment(environment)),
            .standard { environment[$0] }
        )
        let text = try await function.dryRun(SampleEventTests.read(try #require(words.last)))
        #expect(text.hasPrefix("would start a run of workflow example-orders"))
        let command = words.suffix(3).dropLast().joined(separator: " ")
        #expect(Self.text.contains("AWS_REGION=us-east-1 STATE_TABLE=") && Self.text.contains(command))
    }

    @Test func everyOutcomeIsInTheReadMe() {
        for outcome in StartOutcome.allCases { #expect(Self.text.contains("`\(outcome.rawValue)`")) }
    }

    @Test(arguments: StateMachineInput.Field.allCases.filter { $0 != .mode })
    func everyFieldIsInTheReadMe(field: StateMachineInput.Field) {
        #expect(Self.text.contains("| `\(field.rawValue)`") || Self.text.contains("or `\(field.rawValue)` |"))
    }
}
