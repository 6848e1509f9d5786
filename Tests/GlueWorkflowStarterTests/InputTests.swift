import TestSupport
import Testing

@testable import GlueWorkflowStarter

/// The fields of an input, and the refusal of wrong ones by their names.
@Suite(.serialized) struct InputTests {
    private static let valid: [String: JSON] = [
        "mode": "startAndWait", "workflow": "example-orders", "taskToken": "t", "executionName": "x",
    ]

    private static func read(_ input: [String: JSON]) throws -> GlueWorkflowStarterRequest {
        try read(JSON.object(input).text)
    }

    private static func read(_ text: String) throws -> GlueWorkflowStarterRequest {
        try LocalStarter.request(text)
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
        "<aws.scheduler.execution-id>", "$orderId", "$$day", "$_x", "{{ ds }}", "{{resolve:ssm:example:1}}", "#{day}",
        "<orderId>", "<detail.eventID>", "$uuid()", "$now('[Y]')", "{%$x%}", "States.ArrayLength($.x)",
    ]

    @Test(arguments: references, ["workflow", "taskToken", "dedupeKey", "executionName", "executionArn", "eventId"])
    func anUnresolvedReferenceIsRefusedByField(reference: String, field: String) {
        let problem = Self.problem([field: .string(reference)])
        #expect(problem?.contains("\"\(field)\" is \"") == true, "\(problem ?? "taken")")
    }

    /// Parts of a name that were put together from references, and references of other languages.
    static let embeddedReferences = [
        "orders-${Environment}", "${Environment}-orders", "orders-$$.Execution.Name", "orders/$.detail.id",
        "day={% $states.input.day %}", "States.Format('{}', $.a) and more", "<aws.scheduler.execution-id>-1",
        "$states.context.Execution.Name", "$uuid()", "$now()", "<detail.eventID>", "<$.eventID>", "{{ ds }}",
        "orders-{{ds}}", "!Ref WorkflowName",
    ]

    @Test(
        arguments: embeddedReferences,
        ["workflow", "taskToken", "dedupeKey", "executionName", "eventId", "runId", "mode", "concurrency", "onFailed"]
    )
    func anUnresolvedPartOfANameIsRefusedByField(reference: String, field: String) {
        var change: [String: JSON] = [field: .string(reference)]
        if field == "runId" { change.merge(["mode": "resume"]) { _, new in new } }
        let problem = Self.problem(change)
        #expect(problem?.contains("\"\(field)\" is \"") == true, "\(problem ?? "taken")")
    }

    @Test(arguments: embeddedReferences)
    func anUnresolvedPartOfAListedNameIsRefused(reference: String) {
        #expect(Self.problem(["eventIds": ["e", .string(reference)]])?.contains("eventIds[1]") == true)
        #expect(Self.problem(["mayFail": [.string(reference)]])?.contains("mayFail[0]") == true)
        #expect(Self.problem(["mayBeUnreached": ["a", .string(reference)]])?.contains("mayBeUnreached[1]") == true)
    }

    /// A job's own templates are values: only a property that is a reference as a whole is refused.
    @Test(arguments: [
        "s3://b/${yyyy}/x", "select '{{ x }}'", "<html></html>", "a < b > c", "at $.5", "a {% b %} c", "$5", "$1_000",
        "US$x",
        "{{a}} and more", "x #{y}", "<a b>", "<>", "#5",
    ])
    func aPropertyMayHoldATemplateOfTheJobs(text: String) {
        #expect(Self.problem(["properties": ["template": .string(text)]]) == nil)
    }

    @Test(arguments: ["${Name}", "$.name", "$$.Execution.Name", "{% $x %}"])
    func anUnresolvedNameOfAPropertyIsRefused(name: String) {
        #expect(Self.problem(["properties": [name: "x"]])?.contains("name \"\(name)\"") == true)
    }

    @Test(arguments: [
        "arn:aws:glue:eu-west-1:123456789012:workflow/example-orders", "arn:aws-cn:glue:cn-north-1:1:workflow/x",
    ])
    func aWorkflowIsGivenByItsName(arn: String) {
        #expect(Self.problem(["workflow": .string(arn)])?.contains("\"workflow\" is an ARN") == true)
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
                "n": "21", "f": "1.5", "big": "123456789012345678901234567890", "t": "true", "no": "false", "s": "x",
            ]
        )
    }

    /// A number, and the text of each number that equals it.
    @Test(arguments: [
        ("1.0", "1"), ("1e0", "1"), ("10E-1", "1"), ("100", "100"), ("1e2", "100"), ("1.50", "1.5"), ("0.10", "0.1"),
        ("-0", "0"), ("-0.0", "0"), ("0e9", "0"), ("-1.20e1", "-12"), ("1.25e1", "12.5"), ("5e-3", "0.005"),
        ("0.00050", "0.0005"), ("12345678901234567890.10", "12345678901234567890.1"), ("1e999", "1e999"),
        ("9007199254740993.0", "9007199254740993"), ("120e-1", "12"), ("0.001e3", "1"),
        ("1e-999999999999999999999", "1e-999999999999999999999"),
    ])
    func equalNumbersAreTheSameText(number: String, expected: String) throws {
        let text = #"{"mode":"start","workflow":"w","dedupeKey":"k","properties":{"n":\#(number)}}"#
        guard case .start(let request) = try Self.read(text) else { return }
        #expect(request.properties == ["n": expected])
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
        ("arn:aws:states:eu-west-1:123456789012:mapRun:m/Label:7f2a", "mapRun"),
        ("arn:aws:states:eu-west-1:123456789012:activity:m", "activity"),
        ("arn:aws:states:eu-west-1:123456789012:stateMachine:m", "stateMachine"),
        ("arn:aws:states:eu-west-1:123456789012:execution:m:x:y", "no execution's"),
        ("arn:aws:states:eu-west-1:12345:execution:m:x", "no execution's"),
        ("arn:aws:states:eu-west-1:account-id12:execution:m:x", "no execution's"),
        ("arn:aws-cn:states:eu-west-1:123456789012:execution:m:x", "no execution's"),
        ("arn:aws:states:cn-north-1:123456789012:execution:m:x", "no execution's"),
        ("arn:aws-us-gov:states:us-gov-west-1:123456789012:execution:m:x", "of region us-gov-west-1"),
        ("arn:aws:states:eu-west-1:123456789012:execution:m:x ", "no execution's"),
    ])
    func anExecutionThatCannotBeAskedForIsRefused(arn: String, part: String) {
        #expect(Self.problem(["executionArn": .string(arn)])?.contains(part) == true)
    }

    @Test(arguments: [
        "arn:aws:states:eu-west-1:123456789012:execution:example:run-1",
        "arn:aws:states:eu-west-1:123456789012:execution:example/MapLabel:7f2a",
    ])
    func aStandardExecutionIsTaken(arn: String) { #expect(Self.problem(["executionArn": .string(arn)]) == nil) }

    @Test(arguments: [
        ("aws", "us-east-1"), ("aws-cn", "cn-northwest-1"), ("aws-us-gov", "us-gov-east-1"),
        ("aws-iso", "us-iso-east-1"),
        ("aws-iso-b", "us-isob-east-1"), ("aws-iso-e", "eu-isoe-west-1"), ("aws-iso-f", "us-isof-south-1"),
        ("aws-eusc", "eusc-de-east-1"),
    ])
    func anExecutionOfTheFunctionsRegionIsTakenInEveryPartition(partition: String, region: String) throws {
        let arn = "arn:\(partition):states:\(region):123456789012:execution:example:run-1"
        try ExecutionARN.check(arn, region: region)
        try ExecutionARN.check(arn, region: nil)
        #expect(throws: StarterError.self) { try ExecutionARN.check(arn, region: "eu-west-1") }
    }

    // MARK: - Size

    /// Whatever is taken fits into an item, with the largest end of a run: counted in bytes, as DynamoDB counts.
    @Test(arguments: ["x", "\u{1}", "\u{1F4A5}"])
    func whatIsTakenFitsIntoAnItem(character: String) async throws {
        let local = try LocalStarter()
        defer { local.stop() }
        var taken = 0
        for count in [1, 400, 1000] {
            let id = String(repeating: character, count: 120 / character.utf8.count)
            let events = (0..<count).map { JSON.string("\(id)\($0)") }
            let value = String(repeating: character, count: 32_000 / character.utf8.count)
            let input: JSON = [
                "mode": "start", "workflow": .string(FakeGlue.workflow), "dedupeKey": .string("k\(count)"),
                "eventIds": .array(events), "properties": ["p": .string(value)],
            ]
            guard let error = await local.errorOf(input) else {
                taken += 1
                let nodes = (0..<300).map {
                    FakeGlue.node("node-\($0)", error: String(repeating: character, count: 2000))
                }
                let run = try #require(local.glue.runs.last?.id)
                local.end(run, failed: 1)
                local.withWorld { $0.glue.setNodes(of: run, nodes) }
                #expect(try await local.sweep()["failures"] == 0)
                continue
            }
            #expect(error == "Glue.InvalidInput")
        }
        #expect(taken > 0)
        #expect(local.openItems.isEmpty)
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
