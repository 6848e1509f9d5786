import LambdaEvents
import TestSupport
import Testing

@testable import S3Copier

/// Directory buckets are refused by name, wherever the name comes from.
@Suite struct DirectoryBucketTests {
    private static let bucket = "fast--usw2-az1--x-s3"

    @Test(arguments: ["ObjectCreated:Put", "ObjectRemoved:Delete", "ObjectTagging:Put", "ObjectAcl:Put"])
    func anEventOfOneGoesToTheDeadLetters(name: String) async throws {
        let bed = try LocalCopier(["follow.tags": "true", "follow.deletes": "markers"])
        defer { bed.stop() }
        let body = LocalCopier.record(name, ["key": "k", "size": 5]).replacing(LocalCopier.source, with: Self.bucket)
        let run = try #require(try await bed.run(LocalCopier.batch([body])))
        #expect(run.outcomes == ["DirectoryBucket"])
        #expect(run.failed == [])
        #expect(bed.change { $0.queues.messages.map(\.queue) } == [LocalCopier.deadLetters])
        #expect(run.log.contains { $0.contains("--x-s3") && $0.contains("advice") })
        #expect(bed.change { $0.s3.keys(LocalCopier.target) } == [])
    }

    @Test func aTaskOfOneFailsForGood() async throws {
        let bed = try LocalCopier()
        defer { bed.stop() }
        let run = try #require(
            try await bed.run(
                .object([
                    "invocationSchemaVersion": "2.0", "invocationId": "i", "job": .object(["id": "j"]),
                    "tasks": .array([.object(["taskId": "t", "s3Key": "k", "s3Bucket": .string(Self.bucket)])]),
                ])
            )
        )
        #expect(run.answer["results"]?.array?.first?["resultCode"]?.string == "PermanentFailure")
        #expect(bed.server.requests.isEmpty)
    }

    @Test(arguments: ["{to: 's3://BUCKET/${key}'}", "{from: {bucket: BUCKET}, to: 's3://dst/${key}'}"])
    func aRouteOfOneIsRefused(route: String) throws {
        let text = "[" + route.replacing("BUCKET", with: Self.bucket) + "]"
        #expect(throws: (any Error).self) { try CopierSettings(test: ["routes": text]) }
    }
}
