import AWSS3
import TestSupport
import Testing

@testable import S3Copier

/// Tags that begin with `aws:` are AWS's own: nobody may set them. A copy goes without them, and is recognised without them.
@Suite struct SystemTagTests {
    private static let own: [(key: String, value: String)] = [("team", "sales"), ("stage", "raw")]
    private static let all: [(key: String, value: String)] =
        [("aws:cloudformation:stack-name", "s"), ("aws:x", "")] + own

    private func keys(_ bed: LocalCopier) -> [String]? { bed.copy()?.tags.map(\.key).sorted() }

    @Test func aCopyInPartsGoesWithoutThem() async throws {
        let bed = try LocalCopier(LocalCopier.inParts)
        defer { bed.stop() }
        let event = bed.put("big", size: LocalCopier.part * 3) { $0.tags = Self.all }
        #expect(try await bed.drain([event]) == ["Copied"])
        #expect(keys(bed) == ["stage", "team"])
        #expect(bed.change { $0.s3.openUploads } == [])
    }

    @Test func aCopyInPartsOfManyTagsGoesWithoutThem() async throws {
        let bed = try LocalCopier(LocalCopier.inParts)
        defer { bed.stop() }
        let long = String(repeating: "v", count: 256)
        let many = (0..<9).map { (key: "tag\($0)", value: long) }
        let event = bed.put("big", size: LocalCopier.part * 3) { $0.tags = [("aws:x", long)] + many }
        #expect(try await bed.drain([event]) == ["Copied"])
        #expect(keys(bed)?.count == 9)
    }

    @Test func anObjectWithNoOthersIsCopiedInParts() async throws {
        let bed = try LocalCopier(LocalCopier.inParts)
        defer { bed.stop() }
        let event = bed.put("big", size: LocalCopier.part * 3) { $0.tags = [("aws:x", "1")] }
        #expect(try await bed.drain([event]) == ["Copied"])
        #expect(keys(bed) == [])
        bed.change { $0.table = FakeDynamoDB() }
        #expect(try await bed.drain([event]) == ["AlreadyCurrent"])
    }

    @Test(arguments: [1, 3]) func theCopyIsRecognisedWithoutThem(parts: Int64) async throws {
        let bed = try LocalCopier(parts > 1 ? LocalCopier.inParts : [:])
        defer { bed.stop() }
        let event = bed.put("one", size: LocalCopier.part * parts) { $0.tags = Self.all }
        #expect(try await bed.drain([event]) == ["Copied"])
        bed.change { $0.table = FakeDynamoDB() }
        #expect(try await bed.drain([event]) == ["AlreadyCurrent"])
        #expect(bed.change { $0.s3.versionCount(LocalCopier.target) } == 1)
    }

    @Test func otherTagsAreStillCopied() async throws {
        let bed = try LocalCopier()
        defer { bed.stop() }
        #expect(try await bed.drain([bed.put("one") { $0.tags = Self.all }]) == ["Copied"])
        let changed = bed.put("one") { $0.tags = Self.all.dropLast() + [("stage", "final")] }
        #expect(try await bed.drain([changed]) == ["Copied"])
        #expect(bed.copy()?.tags.contains { $0.value == "final" } == true)
        let fewer = bed.put("one") { $0.tags = Array(Self.all.dropLast()) }
        #expect(try await bed.drain([fewer]) == ["Copied"])
        #expect(keys(bed) == ["team"])
    }

    @Test func tagSyncSetsTheOthers() async throws {
        let bed = try LocalCopier(["follow.tags": "true"])
        defer { bed.stop() }
        #expect(try await bed.drain([bed.put("one")]) == ["Copied"])
        bed.change { $0.s3.setTags(Self.all, LocalCopier.source, "k") }
        let tagged = LocalCopier.record("ObjectTagging:Put", ["key": "k"])
        #expect(try await bed.drain([tagged]) == ["TagsSynced"])
        #expect(keys(bed) == ["stage", "team"])
    }

    @Test func aRouteMayAskForThem() async throws {
        let bed = try LocalCopier([
            "TARGET_BUCKET": "",
            "routes": #"[{"from": {"tags": {"aws:x": ""}}, "to": "s3://example-target/${key}"}]"#,
        ])
        defer { bed.stop() }
        #expect(try await bed.drain([bed.put("one") { $0.tags = Self.all }]) == ["Copied"])
    }

    @Test(arguments: [
        ("aws:a", true), ("aws:", true), ("AWS:a", false), ("aws", false), ("awsx:a", false), ("", false),
    ])
    func theyAreKnownByTheirBeginning(key: String, isOfAWS: Bool) {
        #expect(S3Tag(key: key, value: "").isOfAWS == isOfAWS)
    }
}
