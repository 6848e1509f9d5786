import LocalFile
import PlanFile
import PlanSchema
import Testing

@testable import KafkaS3Sink

@Suite struct SinkPlanTests {
    private static let folder = #filePath.split(separator: "/Tests/", maxSplits: 1)[0] + "/functions/KafkaS3Sink"

    private static func read(_ text: String) throws -> SinkPlan {
        try PlanDocument(Array(text.utf8), file: "plan.yaml").read { SinkPlan(name: "plan", $0) }
    }

    @Test func theExampleIsReadWhole() throws {
        let bytes = try LocalFile.bytes(at: "\(Self.folder)/plans/example.yaml")
        let plan = try PlanDocument(bytes, file: "example.yaml").read { SinkPlan(name: "example", $0) }
        let orders = try #require(plan.topic("cdc.dbo.orders"))
        #expect(orders.prefix == "cdc.dbo.orders/")
        #expect(
            orders.columns == [
                "amount": .type(.decimal(precision: 12, scale: 2)), "ordered_at": .type(.timestampUnits(1_000_000)),
            ]
        )
        #expect(plan.topic("web.clicks")?.envelope == .json)
        #expect(try KafkaS3Sink.validate(bytes, file: "example.yaml") == "example.yaml is a valid plan: 4 topics")
        let schema = try PlanSchema(try LocalFile.bytes(at: "\(Self.folder)/plan.schema.json"))
        #expect(schema.problems(of: try PlanDocument(bytes, file: "example.yaml")) == [])
        #expect(schema.differences(from: .asked { SinkPlan(name: nil, $0) }) == [])
    }

    @Test(arguments: [
        ("topics: {a: {envelope: json}}", "to: is missing"),
        ("topics: {a: {envelope: avro, to: s3://example-b/}}", "envelope"),
        ("topics: {a: {envelope: json, to: s3://example-b/x}}", "ends in /"),
        ("topics: {a: {envelope: json, to: s3://A..b/x/}}", "must be s3:// and a bucket"),
        (
            "topics: {a: {envelope: json, to: s3://example-b/x/}, b: {envelope: json, to: s3://example-b/x/}}",
            "is the place of topic"
        ),
        ("topics: {a b: {envelope: json, to: s3://example-b/x/}}", "has other characters"),
        (
            "topics: {a: {envelope: json, to: s3://example-b/x/, columns: {c: decimal(40,2)}}}",
            "decimal(precision,scale)"
        ),
        ("topics: {a: {envelope: json, to: \"s3://example-b/${table}/\"}}", "${table}"),
        ("topics: {a: {envelope: json, to: s3://example-b/x/, gap: stop}}", "gap"),
    ])
    func everyMistakeIsNamed(plan: String, message: String) {
        let error = #expect(throws: PlanError.self) { try Self.read(plan) }
        #expect("\(error.map { "\($0)" } ?? "")".contains(message), "\(error.map { "\($0)" } ?? "none")")
    }
}
