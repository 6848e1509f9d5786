import TestSupport
import Testing

@testable import S3Copier

/// A 404 that is not the source's never counts as "the source is gone", whose message may be acknowledged.
@Suite struct NotTheSourceTests {
    private static let part: Int64 = 5 << 20
    private static let variables = [
        "outcomes.source_gone": "ack", "multipart.threshold": "\(part) B", "multipart.part_size": "\(part) B",
    ]

    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let parts: Int64
        let code: String
        let isHit: @Sendable (LoopbackServer.Request) -> Bool
    }

    static let cases: [Case] = ["NoSuchKey", "NoSuchVersion"].flatMap { code in
        [
            Case(testDescription: "CopyObject \(code)", parts: 0, code: code) {
                $0.header("x-amz-copy-source") != nil && !$0.target.contains("partNumber=")
            },
            Case(testDescription: "UploadPartCopy \(code)", parts: 3, code: code) {
                $0.target.contains("partNumber=2&")
            },
        ]
    }

    @Test(arguments: cases) func theSourceIsThereSoItsMessageComesAgain(_ it: Case) async throws {
        let bed = try LocalCopier(Self.variables) { request, _ in
            guard it.isHit(request) else { return .served }
            return .reply(.status(404, body: "<Error><Code>\(it.code)</Code><Message>no such shard</Message></Error>"))
        }
        defer { bed.stop() }
        let event = bed.change { world in
            let content = FakeContent("one", size: max(10, Self.part * it.parts))
            return LocalCopier.created("k", world.s3.put(LocalCopier.source, "k", content))
        }
        let run = try #require(try await bed.run(LocalCopier.batch([event])))
        #expect(run.outcomes == ["Failed"])
        #expect(run.failed == ["0"])
        #expect(run.log.contains { $0.contains("no such shard") && $0.contains("is there") }, "\(run.log)")
    }

    @Test(arguments: [false, true]) func aSourceThatIsGoneIsGone(isOverwrite: Bool) async throws {
        let bed = try LocalCopier(Self.variables)
        defer { bed.stop() }
        let event = bed.change { world in
            if isOverwrite { world.s3.put(LocalCopier.target, "k", FakeContent("old", size: 5)) }
            let version = world.s3.put(LocalCopier.source, "k", FakeContent("one", size: 5))
            _ = world.s3.deleteVersion(LocalCopier.source, "k") { _ in true }
            return LocalCopier.created("k", version)
        }
        let run = try #require(try await bed.run(LocalCopier.batch([event])))
        #expect(run.outcomes == ["SourceGone"])
        #expect(run.failed == [])
    }

    /// The target's tags are read to compare it, and somebody deletes it just then.
    @Test func aTargetThatVanishesIsCopiedAnew() async throws {
        let world = Late<LocalCopier>()
        let bed = try LocalCopier(Self.variables) { request, worker in
            if worker == "second", request.method == "GET", request.target.contains("/\(LocalCopier.target)/k?tagging")
            {
                world.value?.change { $0.s3.delete(LocalCopier.target, "k") }
            }
            return .served
        }
        defer { bed.stop() }
        world.value = bed
        let event = bed.change { world in
            LocalCopier.created(
                "k",
                world.s3.put(LocalCopier.source, "k", FakeContent("one", size: 5)) { $0.tags = [("a", "1")] }
            )
        }
        _ = try await bed.run(LocalCopier.batch([event]), worker: "first")
        let run = try #require(try await bed.run(LocalCopier.batch([event]), worker: "second"))
        #expect(run.failed == [], "\(run.log)")
        #expect(bed.change { $0.s3.current(LocalCopier.target, "k")?.content.name } == "one")
    }

    /// A bucket that is missing is said, wherever it is noticed first.
    @Test(arguments: ["ObjectCreated:Put", "ObjectTagging:Put", "ObjectRemoved:Delete"])
    func aMissingTargetBucketIsDenied(name: String) async throws {
        let bed = try LocalCopier([
            "TARGET_BUCKET": "", "follow.deletes": "markers",
            "routes": #"[{"from": {"tags": {"a": "1"}}, "to": "s3://missing-bucket/${key}"}]"#,
        ]) { request, _ in
            guard request.target.hasPrefix("/missing-bucket") else { return .served }
            let body = "<Error><Code>NoSuchBucket</Code><Message>The specified bucket does not exist</Message></Error>"
            return .reply(.status(404, body: request.method == "HEAD" ? "" : body))
        }
        defer { bed.stop() }
        bed.change { world in
            _ = world.s3.put(LocalCopier.source, "k", FakeContent("one", size: 5)) { $0.tags = [("a", "1")] }
        }
        let run = try #require(try await bed.run(LocalCopier.batch([LocalCopier.record(name, ["key": "k"])])))
        #expect(run.outcomes == ["Denied"], "\(run.log)")
        #expect(run.log.contains { $0.contains("NoSuchBucket") && $0.contains("create the bucket") }, "\(run.log)")
        #expect(run.failed == [])
    }

    /// Inventories list delete markers, and a job over one names them.
    @Test func aTaskForADeleteMarkerIsASourceThatIsGone() async throws {
        let bed = try LocalCopier([
            "TARGET_BUCKET": "", "routes": #"[{"from": {"min_size": "1 B"}, "to": "s3://example-target/"}]"#,
        ]) {
            request,
            _ in
            guard request.method == "HEAD", request.target.contains("versionId=marker") else { return .served }
            return .reply(.status(405, headers: ["x-amz-delete-marker: true", "Allow: DELETE"]))
        }
        defer { bed.stop() }
        let run = try #require(
            try await bed.run(
                .object([
                    "invocationSchemaVersion": "2.0", "invocationId": "i", "job": .object(["id": "j"]),
                    "tasks": .array([
                        .object([
                            "taskId": "t", "s3Key": "k", "s3VersionId": "marker",
                            "s3Bucket": .string(LocalCopier.source),
                        ])
                    ]),
                ])
            )
        )
        #expect(run.outcomes == ["SourceGone"])
    }
}
