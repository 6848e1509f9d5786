import TestSupport
import Testing

@testable import S3Copier

@Suite struct BatchOperationsCopierTests {
    @Test(arguments: ["1.0", "2.0"]) func backfillsWhatWasThereBefore(schema: String) async throws {
        let bed = try LocalCopier()
        defer { bed.stop() }
        let version = bed.write("a b+c", "old content")
        bed.change { _ = $0.s3.put(LocalCopier.target, "there", FakeContent("x", size: 1)) }
        func task(_ id: String, _ key: String, version: String? = nil) -> JSON {
            var task: [String: JSON] = ["taskId": .string(id), "s3Key": .string(key)]
            task["s3VersionId"] = version.map(JSON.string) ?? .null
            task[schema == "1.0" ? "s3BucketArn" : "s3Bucket"] = .string(
                schema == "1.0" ? "arn:aws:s3:::\(LocalCopier.source)" : LocalCopier.source
            )
            return .object(task)
        }
        let event: JSON = .object([
            "invocationSchemaVersion": .string(schema), "invocationId": "i1", "job": .object(["id": "j1"]),
            "tasks": .array([
                task("t1", "a+b%2Bc", version: version.id), task("t2", "gone"), task("t3", "%zz"),
                task("t4", "a+b%2Bc"),
            ]),
        ])
        let answer = try #require(try await bed.run(event)).answer
        #expect(answer["invocationSchemaVersion"]?.string == schema)
        #expect(answer["invocationId"]?.string == "i1")
        #expect(answer["treatMissingKeysAs"]?.string == "TemporaryFailure")
        let results = answer["results"]?.array ?? []
        #expect(results.map { $0["taskId"]?.string } == ["t1", "t2", "t3", "t4"])
        #expect(
            results.map { $0["resultCode"]?.string } == [
                "Succeeded", "PermanentFailure", "PermanentFailure", "Succeeded",
            ]
        )
        #expect(results[1]["resultString"]?.string?.hasPrefix("SourceGone") == true)
        #expect(bed.copy("a b+c")?.content.name == "old content")
    }

    @Test func aBackfillOfAnObjectOfUnknownSizeFindsOutThatItIsLarge() async throws {
        let bed = try LocalCopier(["multipart.parts_per_message": "10"])
        defer { bed.stop() }
        bed.change { _ = $0.s3.put(LocalCopier.source, "k", FakeContent("huge", size: 6 << 30)) }
        let event: JSON = .object([
            "invocationSchemaVersion": "2.0", "invocationId": "i", "job": .object([:]),
            "tasks": .array([.object(["taskId": "t", "s3Key": "k", "s3Bucket": .string(LocalCopier.source)])]),
        ])
        let answer = try #require(try await bed.run(event)).answer
        #expect(answer["results"]?.array?.first?["resultCode"]?.string == "Succeeded")
        try await bed.drain()
        #expect(bed.copy()?.content.size == 6 << 30)
    }

    @Test func aBackfillPreservesETagsToo() async throws {
        let bed = try LocalCopier(["multipart.preserve_etag": "true"])
        defer { bed.stop() }
        _ = bed.put("a", size: LocalCopier.part * 2) { $0.parts = [LocalCopier.part, LocalCopier.part] }
        let job =
            #"{"invocationSchemaVersion":"2.0","invocationId":"i","job":{"id":"j"},"tasks":[{"taskId":"t","s3Key":"k","s3VersionId":null,"s3Bucket":"example-source"}]}"#
        _ = try await bed.run(#require(JSON(Array(job.utf8))))
        #expect(bed.copy()?.etag == bed.change { $0.s3.current(LocalCopier.source, "k")?.etag })
    }
}
