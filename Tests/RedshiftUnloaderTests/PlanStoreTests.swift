import Testing
import TestSupport

@testable import RedshiftUnloader

@Suite struct PlanStoreTests {
    @Test func plansAreReadFromS3Too() async throws {
        for place in [
            "s3://example-plans/unload", "s3://example-plans/unload/", "s3://example-plans/unload/nightly.json",
            "s3://example-plans/unload/nightly.yaml",
        ] {
            let bench = try UnloaderBench(["PLAN_S3_URI": place])
            defer { bench.cloud.server.stop() }
            bench.cloud.world.with {
                $0.objects["example-plans/unload/nightly.\(place.hasSuffix(".yaml") ? "yaml" : "json")"] = Array(
                    inlinePlan([#"{"table": "orders"}"#], name: "nightly").utf8
                )
            }
            #expect(try await bench.invoke(#"{"plan": "nightly"}"#).run?.exports.count == 1)
            await #expect(throws: (any Error).self) { try await bench.invoke(#"{"plan": "../nightly"}"#) }
        }
    }
}
