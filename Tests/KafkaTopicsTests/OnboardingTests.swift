import JSON
import LocalFile
import PlanFile
import PlanSchema
import Testing

@testable import KafkaTopics

/// The lines that an onboarding prints are lines of the plans that they are for.
@Suite struct OnboardingTests {
    private static let functions = #filePath.split(separator: "/Tests/", maxSplits: 1)[0] + "/functions"
    private static let request = #"""
        {"table": "dbo.returns", "unique_key": ["return_id"],
         "columns": {"return_id": "bigint not null", "reason": "varchar(200)", "amount": "decimal(12,2)"}}
        """#

    private static func onboarding(_ request: String, _ plan: String) throws -> Onboarding {
        let plan = try PlanDocument(Array(plan.utf8), file: "plan.yaml").read { TopicsPlan(name: "plan", $0) }
        return Onboarding(try OnboardRequest(try JSONDocument(request).root), plan)
    }

    private static let plan = "{topics: {shop.returns: {partitions: 4, replication: 2, table: dbo.returns}}}"
    private static let otherPlan = "{topics: {a: {partitions: 4, replication: 2}}}"

    @Test(arguments: [plan, otherPlan], [request, #"{"table": "dbo.returns"}"#])
    func eachPartFitsThePlanThatItIsFor(plan: String, request: String) throws {
        let onboarding = try Self.onboarding(request, plan)
        let parts = [
            ("KafkaTopics", onboarding.topicsPlan), ("KafkaS3Sink", onboarding.sinkPlan),
            ("RedshiftLoader", onboarding.loaderPlan),
        ]
        for (function, text) in parts {
            let schema = try PlanSchema(try LocalFile.bytes(at: "\(Self.functions)/\(function)/plan.schema.json"))
            let document = try PlanDocument(Array(text.utf8), file: "\(function).yaml")
            #expect(schema.problems(of: document) == [], "\(function)\n\(text)")
        }
    }

    @Test func theTopicIsThePlansOrNamedAfterTheTable() throws {
        #expect(try Self.onboarding(Self.request, Self.plan).topic == "shop.returns")
        #expect(try Self.onboarding(Self.request, Self.otherPlan).topic == "cdc.dbo.returns")
        let named = #"{"table": "dbo.returns", "topic": "x"}"#
        #expect(try Self.onboarding(named, Self.plan).topic == "x")
    }

    @Test func theTableHasTheColumnsAndTheirOrder() throws {
        let ddl = try Self.onboarding(Self.request, Self.otherPlan).ddl
        #expect(
            ddl == """
                CREATE TABLE IF NOT EXISTS staging.returns (
                  return_id bigint not null,
                  reason varchar(200),
                  amount decimal(12,2),
                  _seq varchar(64)
                );

                """
        )
    }
}
