import TestSupport
import Testing

@testable import S3Copier

/// The target is in another region than the function: every request that writes finds its way, in each of S3's ways to refuse.
@Suite struct TargetRegionTests {
    private static let part: Int64 = 5 << 20

    private func bed(_ form: FakeS3.WrongRegionForm, _ variables: [String: String] = [:]) throws -> LocalCopier {
        let bed = try LocalCopier(variables)
        bed.change { world in
            world.s3.wrongRegionForm = form
            world.s3.setRegion("ap-south-1", of: LocalCopier.target)
        }
        return bed
    }

    private func write(_ bed: LocalCopier, _ name: String, size: Int64 = 10) -> String {
        bed.change { LocalCopier.created("k", $0.s3.put(LocalCopier.source, "k", FakeContent(name, size: size))) }
    }

    private func copy(_ bed: LocalCopier) -> FakeVersion? { bed.change { $0.s3.current(LocalCopier.target, "k") } }

    @Test(arguments: FakeS3.WrongRegionForm.allCases)
    func ordinaryObjectsAreCopiedAndOverwritten(form: FakeS3.WrongRegionForm) async throws {
        let bed = try bed(form)
        defer { bed.stop() }
        #expect(try await bed.drain([write(bed, "one")]) == ["Copied"])
        #expect(try await bed.drain([write(bed, "two")]) == ["Copied"])
        #expect(copy(bed)?.content.name == "two")
    }

    @Test(arguments: FakeS3.WrongRegionForm.allCases)
    func largeObjectsAreCopied(form: FakeS3.WrongRegionForm) async throws {
        let bed = try bed(
            form,
            [
                "multipart.threshold": "\(Self.part) B", "multipart.part_size": "\(Self.part) B",
                "multipart.parts_per_message": "2",
            ]
        )
        defer { bed.stop() }
        try await bed.drain([write(bed, "big", size: Self.part * 5)])
        #expect(copy(bed)?.content.name == "big")
        #expect(bed.change { $0.s3.openUploads } == [])
    }

    @Test(arguments: FakeS3.WrongRegionForm.allCases)
    func tagsAndRemovalsAreFollowed(form: FakeS3.WrongRegionForm) async throws {
        let bed = try bed(form, ["follow.tags": "true", "follow.deletes": "markers"])
        defer { bed.stop() }
        #expect(try await bed.drain([write(bed, "one")]) == ["Copied"])
        bed.change { $0.s3.setTags([("a", "1")], LocalCopier.source, "k") }
        #expect(try await bed.drain([LocalCopier.record("ObjectTagging:Put", ["key": "k"])]) == ["TagsSynced"])
        #expect(copy(bed)?.tags.first?.key == "a")
        bed.change { $0.s3.delete(LocalCopier.source, "k") }
        #expect(try await bed.drain([LocalCopier.record("ObjectRemoved:Delete", ["key": "k"])]) == ["Deleted"])
    }
}
