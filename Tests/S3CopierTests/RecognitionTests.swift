import AWSS3
import HTTPTransport
import TestSupport
import Testing

@testable import S3Copier

/// A copy that is there is recognised, whatever S3 makes of ETags and checksums: repeated deliveries, backfills and mirrors
/// of each other come to rest.
@Suite struct RecognitionTests {
    enum Source: String, CaseIterable, Sendable {
        case ordinary, partsWithComposite, partsWithoutChecksum, partsWithChecksum, onePart, kms, kmsInParts

        func put(_ s3: inout FakeS3, _ bucket: String) -> FakeVersion {
            if self == .kms || self == .kmsInParts { s3.kmsBuckets.insert(bucket) }
            return s3.put(bucket, "k", FakeContent("one", size: 12_000_000)) { version in
                version.properties = ["content-type": "text/csv", "x-amz-meta-team": "sales"]
                switch self {
                case .ordinary, .kms: break
                case .partsWithComposite:
                    version.parts = [8_000_000, 4_000_000]
                    version.compositeChecksum = "q1w2e3==-2"
                case .partsWithChecksum:
                    version.parts = [8_000_000, 4_000_000]
                    version.hasChecksum = true
                case .partsWithoutChecksum, .kmsInParts: version.parts = [8_000_000, 4_000_000]
                case .onePart: version.parts = [12_000_000]
                }
            }
        }
    }

    @Test(arguments: Source.allCases) func aRepeatedDeliveryIsRecognised(source: Source) async throws {
        let bed = try LocalCopier()
        defer { bed.stop() }
        let event = bed.change { LocalCopier.created("k", source.put(&$0.s3, LocalCopier.source)) }
        var outcomes: [String] = []
        for _ in 0..<4 { outcomes += try await bed.drain([event]) }
        // Whether an object is encrypted with a KMS key, its event does not say: the copy is marked at the second delivery.
        let copies = source == .kms ? 2 : 1
        #expect(outcomes.filter { $0 == "Copied" }.count == copies, "\(outcomes)")
        #expect(outcomes.last == "AlreadyCurrent")
        #expect(bed.change { $0.s3.versionCount(LocalCopier.target) } == copies)
        let copy = try #require(bed.change { $0.s3.current(LocalCopier.target, "k") })
        #expect(copy.properties["content-type"] == "text/csv")
        #expect(copy.properties["x-amz-meta-team"] == "sales")
    }

    /// A task says neither ETag nor size: the copy is right, and marked, the first time.
    @Test(arguments: Source.allCases) func aBackfillThatRunsTwiceCopiesOnce(source: Source) async throws {
        let bed = try LocalCopier()
        defer { bed.stop() }
        _ = bed.change { source.put(&$0.s3, LocalCopier.source) }
        let job: JSON = .object([
            "invocationSchemaVersion": "2.0", "invocationId": "i", "job": .object(["id": "j"]),
            "tasks": .array([.object(["taskId": "t", "s3Key": "k", "s3Bucket": .string(LocalCopier.source)])]),
        ])
        for outcome in ["Copied", "AlreadyCurrent", "AlreadyCurrent"] {
            #expect(try await bed.run(job)?.outcomes == [outcome])
        }
        #expect(bed.change { $0.s3.versionCount(LocalCopier.target) } == 1)
    }

    /// A change of a task's object before the copy has no event of its own: notifications may begin later.
    @Test func aTaskCopiesWhatItsObjectHasBecome() async throws {
        let world = Late<LocalCopier>()
        let bed = try LocalCopier(versioned: (false, true)) { request, _ in
            if request.header("if-none-match") != nil {
                world.value?.change { _ = $0.s3.put(LocalCopier.source, "k", FakeContent("new", size: 10)) }
            }
            return .served
        }
        defer { bed.stop() }
        world.value = bed
        _ = bed.put("old")
        let job: JSON = .object([
            "invocationSchemaVersion": "2.0", "invocationId": "i", "job": .object(["id": "j"]),
            "tasks": .array([.object(["taskId": "t", "s3Key": "k", "s3Bucket": .string(LocalCopier.source)])]),
        ])
        #expect(try await bed.run(job)?.outcomes == ["Copied"])
        #expect(bed.copy()?.content.name == "new")
    }

    @Test func theOrdinaryObjectIsOneRequestAndCarriesNoMark() async throws {
        let bed = try LocalCopier()
        defer { bed.stop() }
        let event = bed.change { LocalCopier.created("k", Source.ordinary.put(&$0.s3, LocalCopier.source)) }
        #expect(try await bed.drain([event]) == ["Copied"])
        #expect(bed.server.requests.count == 1)
        #expect(bed.change { $0.s3.current(LocalCopier.target, "k") }?.properties["x-amz-meta-s3copier-source"] == nil)
    }

    @Test func aCopyInPartsIsRecognisedWithoutItsRecord() async throws {
        let bed = try LocalCopier(["multipart.threshold": "5242880 B", "multipart.part_size": "5242880 B"])
        defer { bed.stop() }
        let event = bed.change { LocalCopier.created("k", Source.ordinary.put(&$0.s3, LocalCopier.source)) }
        try await bed.drain([event])
        bed.change { $0.table = FakeDynamoDB() }
        #expect(try await bed.drain([event]) == ["AlreadyCurrent"])
        #expect(bed.change { $0.s3.versionCount(LocalCopier.target) } == 1)
    }

    @Test(arguments: Source.allCases) func twoMirrorsComeToRest(source: Source) async throws {
        // No principal in the events, as EventBridge sends them: nobody can say who wrote.
        let there = try LocalCopier()
        defer { there.stop() }
        _ = there.change { source.put(&$0.s3, LocalCopier.source) }
        func event(_ bucket: String) -> String {
            there.change { world in
                let version =
                    world.s3.current(bucket, "k")
                    ?? FakeVersion(content: FakeContent("", size: 0), etag: "", written: 0)
                return JSON.object([
                    "source": "aws.s3", "detail-type": "Object Created", "region": "eu-west-1",
                    "detail": .object([
                        "bucket": .object(["name": .string(bucket)]),
                        "object": .object([
                            "key": "k", "size": .number(Double(version.content.size)), "etag": .string(version.etag),
                            "version-id": version.id.map(JSON.string) ?? .null,
                        ]),
                    ]),
                ]).text
            }
        }
        var from = LocalCopier.source
        for _ in 0..<8 {
            let to = from == LocalCopier.source ? LocalCopier.target : LocalCopier.source
            let run = try #require(
                try await there.run(LocalCopier.batch([event(from)]), variables: ["TARGET_BUCKET": to])
            )
            if run.outcomes == ["AlreadyCurrent"] { break }
            #expect(run.outcomes == ["Copied"])
            from = to
        }
        let versions = there.change { $0.s3.versionCount(LocalCopier.source) + $0.s3.versionCount(LocalCopier.target) }
        #expect(versions <= 3, "a copy each way at most")
    }

    @Test func aChangedSourceIsCopiedThoughTheCopyIsMarked() async throws {
        let bed = try LocalCopier()
        defer { bed.stop() }
        let first = bed.change { LocalCopier.created("k", Source.partsWithoutChecksum.put(&$0.s3, LocalCopier.source)) }
        #expect(try await bed.drain([first]) == ["Copied"])
        let second = bed.change { world in
            LocalCopier.created(
                "k",
                world.s3.put(LocalCopier.source, "k", FakeContent("two", size: 12_000_000)) {
                    $0.parts = [8_000_000, 4_000_000]
                    $0.properties = ["content-type": "text/csv", "x-amz-meta-team": "sales"]
                }
            )
        }
        #expect(try await bed.drain([second]) == ["Copied"])
        #expect(bed.change { $0.s3.current(LocalCopier.target, "k") }?.content.name == "two")
    }

    private func state(_ headers: HTTPHeaders) throws -> ObjectSnapshot {
        var all: HTTPHeaders = ["Content-Length": "5"]
        for field in headers.fields { all.add(field.name, field.value) }
        return try #require(ObjectSnapshot(S3ObjectHead(headers: all)))
    }

    /// Each algorithm of S3, of the whole object and of its parts' checksums.
    @Test(arguments: ["crc32", "crc32c", "crc64nvme", "sha1", "sha256"], ["FULL_OBJECT", "COMPOSITE"])
    func everyChecksumIsCompared(algorithm: String, type: String) throws {
        func object(_ etag: String, _ checksum: String, _ mark: HTTPHeaders = [:]) throws -> ObjectSnapshot {
            var headers: HTTPHeaders = [
                "ETag": etag, "x-amz-checksum-\(algorithm)": checksum, "x-amz-checksum-type": type,
            ]
            for field in mark.fields { headers.add(field.name, field.value) }
            return try state(headers)
        }
        let isWhole = type == "FULL_OBJECT"
        let (one, other) = isWhole ? ("S==", "T==") : ("S==-2", "T==-3")
        #expect(try object("a", one).isCopy(of: object("b-2", one)))
        #expect(try !object("a", other).isCopy(of: object("b-2", one)))
        // A checksum of the whole object says more than a mark; one of the parts does not.
        let mark: HTTPHeaders = ["x-amz-meta-s3copier-source": "b-2"]
        #expect(try object("a", other, mark).isCopy(of: object("b-2", one)) == !isWhole)
        // One of the parts and one of the whole cannot be compared.
        let whole = try state(["ETag": "a", "x-amz-checksum-\(algorithm)": "U==", "x-amz-checksum-type": "FULL_OBJECT"])
        let parts = try state([
            "ETag": "b-2", "x-amz-checksum-\(algorithm)": "S==-2", "x-amz-checksum-type": "COMPOSITE",
        ])
        #expect(!whole.isCopy(of: parts))
        let named = S3FullObjectChecksum(of: whole.head).map(\.algorithm) ?? "none"
        #expect(named == (algorithm.hasPrefix("crc") ? algorithm.uppercased() : "none"))
    }

    @Test(
        arguments: [
            (["ETag": "a"], ["ETag": "a"], true),
            (["ETag": "a"], ["ETag": "b"], false),
            (["ETag": "a", "x-amz-checksum-sha256": "S"], ["ETag": "b", "x-amz-checksum-sha256": "S"], true),
            (["ETag": "a", "x-amz-checksum-sha1": "S"], ["ETag": "b", "x-amz-checksum-sha1": "T"], false),
            (["ETag": "a", "x-amz-checksum-crc32": "S-2"], ["ETag": "b", "x-amz-checksum-crc32": "S-2"], true),
            // Parts of other sizes: nothing is known.
            (["ETag": "a", "x-amz-checksum-crc32": "S-2"], ["ETag": "b", "x-amz-checksum-crc32": "T-3"], false),
            (
                ["ETag": "a", "x-amz-checksum-crc32": "S-2", "x-amz-meta-s3copier-source": "b v1"],
                ["ETag": "b", "x-amz-checksum-crc32": "T-3"], true
            ),
            // A checksum says more than a mark, which an owner may have copied along.
            (
                ["ETag": "a", "x-amz-checksum-sha256": "S", "x-amz-meta-s3copier-source": "b"],
                ["ETag": "b", "x-amz-checksum-sha256": "T"], false
            ),
            (["ETag": "a"], ["ETag": "b", "x-amz-meta-s3copier-source": "a v9"], true),
            (["ETag": "a", "x-amz-meta-s3copier-source": "c"], ["ETag": "b"], false),
            (["ETag": "a", "x-amz-meta-x": "1"], ["ETag": "a"], false),
        ] as [(HTTPHeaders, HTTPHeaders, Bool)]
    )
    func checksumsAndMarksProveACopy(copy: HTTPHeaders, source: HTTPHeaders, isCopy: Bool) throws {
        #expect(try state(copy).isCopy(of: state(source)) == isCopy)
    }

    @Test func metadataThatFillsTheLimitIsKeptAndGetsNoMark() throws {
        let full = try state(["ETag": "a-2", "x-amz-meta-note": String(repeating: "x", count: 2_040)])
        #expect(full.propertyHeaders()["x-amz-meta-s3copier-source"] == nil)
        #expect(full.propertyHeaders()["x-amz-meta-note"]?.utf8.count == 2_040)
        let stale = try state(["ETag": "a-2", "x-amz-meta-s3copier-source": "old", "x-amz-version-id": "v1"])
        #expect(stale.propertyHeaders()["x-amz-meta-s3copier-source"] == "a-2 v1")
    }

    // HEAD says only how many there are of the metadata that no header can hold.
    @Test func metadataThatHeadCannotShowIsLeftToS3() async throws {
        let bed = try LocalCopier()
        defer { bed.stop() }
        let event = bed.change { world in
            LocalCopier.created(
                "k",
                world.s3.put(LocalCopier.source, "k", FakeContent("one", size: 10)) {
                    $0.parts = [10]
                    $0.properties = ["x-amz-missing-meta": "1"]
                }
            )
        }
        #expect(try await bed.drain([event]) == ["Copied"])
        let copy = bed.server.requests.last { $0.header("x-amz-copy-source") != nil }
        #expect(copy?.header("x-amz-metadata-directive") == nil)
    }
}
