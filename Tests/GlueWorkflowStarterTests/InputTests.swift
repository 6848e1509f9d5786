import TestSupport
import Testing

@testable import GlueWorkflowStarter

/// What an input may say, and what is refused by field.
@Suite(.serialized) struct InputTests {
    private static let valid: [String: JSON] = [
        "mode": "startAndWait", "workflow": "example-orders", "taskToken": "t", "executionName": "x",
    ]

    private static func read(_ input: [String: JSON]) throws -> GlueWorkflowStarterRequest {
        try read(JSON.object(input).text)
    }

    private static func read(_ text: String) throws -> GlueWorkflowStarterRequest {
        try StarterBed.request(text)
    }

    private static func problem(_ change: [String: JSON]) -> String? {
        do {
            _ = try read(valid.merging(change) { _, new in new })
            return nil
        } catch let error as StarterError {
            return error.name == .invalidInput ? error.message : "\(error)"
        } catch {
            return "\(error)"
        }
    }

    // MARK: - References nobody resolved

    static let references = [
        "$$.Execution.Name", "$.detail.eventID", "$", "$$", "$[0].eventID", "$$['Execution']['Name']",
        "States.Format('{}', $.a)", "States.UUID()", "{% $states.context.Execution.Name %}", "${WorkflowName}",
        "<aws.scheduler.execution-id>",
    ]

    @Test(arguments: references, ["workflow", "taskToken", "dedupeKey", "executionName", "executionArn", "eventId"])
    func anUnresolvedReferenceIsRefusedByField(reference: String, field: String) {
        let problem = Self.problem([field: .string(reference)])
        #expect(problem?.contains("\"\(field)\" is \"") == true, "\(problem ?? "taken")")
    }

    @Test(arguments: references)
    func inListsAndPropertiesToo(reference: String) {
        #expect(Self.problem(["eventIds": ["e", .string(reference)]])?.contains("eventIds[1]") == true)
        #expect(Self.problem(["properties": ["day": .string(reference)]])?.contains("properties.day") == true)
        #expect(Self.problem(["mayFail": [.string(reference)]])?.contains("mayFail[0]") == true)
    }

    @Test func aFieldWhoseNameStillEndsInDollarIsNamed() {
        #expect(Self.problem(["executionName.$": "x"])?.contains("\"executionName.$\"") == true)
        #expect(Self.problem(["properties": ["day.$": "$.day"]])?.contains("\"day.$\"") == true)
    }

    @Test(arguments: ["$5", "US$.", "a$.b", "States", "{x}", "100%", "States.txt", "costs $$ 5"])
    func valuesThatOnlyHaveADollarAreValues(text: String) {
        #expect(Self.problem(["properties": ["note": .string(text)], "dedupeKey": .string(text)]) == nil)
    }

    // MARK: - Properties

    @Test func numbersAndBooleansAreTheirText() throws {
        let text = #"""
            {"mode":"start","workflow":"w","dedupeKey":"k","properties":
             {"n":21,"f":1.50,"big":123456789012345678901234567890,"t":true,"no":false,"s":"x"}}
            """#
        guard case .start(let request) = try Self.read(text) else { return }
        #expect(
            request.properties == [
                "n": "21", "f": "1.50", "big": "123456789012345678901234567890", "t": "true", "no": "false", "s": "x",
            ]
        )
    }

    @Test(arguments: [JSON.null, [:], [1], ["a": 1]])
    func otherValuesAreRefusedByName(value: JSON) {
        #expect(Self.problem(["properties": ["day": value]])?.contains("properties.day") == true)
    }

    @Test func aNameGivenTwiceIsRefused() {
        #expect(throws: StarterError.self) {
            try Self.read(#"{"mode":"start","workflow":"w","dedupeKey":"k","properties":{"a":"1","a":"2"}}"#)
        }
        #expect(throws: StarterError.self) {
            try Self.read(#"{"mode":"start","workflow":"w","workflow":"v","dedupeKey":"k"}"#)
        }
    }

    // MARK: - Executions

    @Test(arguments: [
        ("not-an-arn", "not-an-arn"), ("", "no execution's ARN"),
        ("arn:aws:states:eu-west-1:1:execution:m", "no execution's"),
        ("arn:aws:states:eu-west-1:123456789012:express:m:x:y", "Express"),
        ("arn:aws:states:us-east-1:123456789012:execution:m:x", "of region us-east-1"),
        ("arn:aws:states:eu-west-1:123456789012:stateMachine:m:x", "stateMachine"),
        ("arn:aws:lambda:eu-west-1:123456789012:function:m:x", "no execution's"),
    ])
    func anExecutionThatCannotBeAskedForIsRefused(arn: String, part: String) {
        #expect(Self.problem(["executionArn": .string(arn)])?.contains(part) == true)
    }

    @Test(arguments: [
        "arn:aws:states:eu-west-1:123456789012:execution:example:run-1",
        "arn:aws-cn:states:eu-west-1:123456789012:execution:example:run-1",
        "arn:aws:states:eu-west-1:123456789012:execution:example/MapLabel:7f2a",
    ])
    func aStandardExecutionIsTaken(arn: String) { #expect(Self.problem(["executionArn": .string(arn)]) == nil) }

    // MARK: - Size

    /// Whatever is taken fits into an item, with the largest end of a run: counted in bytes, as DynamoDB counts.
    @Test(arguments: ["x", "ä", "\u{1}", "\"", "\u{1F4A5}"])
    func whatIsTakenFitsIntoAnItem(character: String) async throws {
        let bed = try StarterBed()
        defer { bed.stop() }
        var taken = 0
        for count in [1, 100, 400, 1000] {
            let id = String(repeating: character, count: 120 / character.utf8.count)
            let events = (0..<count).map { JSON.string("\(id)\($0)") }
            let value = String(repeating: character, count: 32_000 / character.utf8.count)
            let input: JSON = [
                "mode": "start", "workflow": .string(FakeGlue.workflow), "dedupeKey": .string("k\(count)"),
                "eventIds": .array(events), "properties": ["p": .string(value)],
            ]
            guard let error = await bed.errorOf(input) else {
                taken += 1
                let nodes = (0..<300).map {
                    FakeGlue.node("node-\($0)", error: String(repeating: character, count: 2000))
                }
                let run = try #require(bed.glue.runs.last?.id)
                bed.end(run, failed: 1)
                bed.withWorld { $0.glue.setNodes(of: run, nodes) }
                #expect(try await bed.sweep()["failures"] == 0)
                continue
            }
            #expect(error == "Glue.InvalidInput")
        }
        #expect(taken > 0)
        #expect(bed.openItems.isEmpty)
    }

    // MARK: - Other shapes

    @Test(arguments: [
        "[]", "5", "null", "\"x\"", "", "{", "{}", #"{"sweep":false}"#, #"{"sweep":true,"mode":"start"}"#,
    ])
    func whatIsNoInputIsRefused(text: String) {
        let error = #expect(throws: StarterError.self) { try Self.read(text) }
        #expect(error?.name == .invalidInput)
    }
}
