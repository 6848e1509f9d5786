import TestSupport
import Testing

@testable import S3Copier

/// The source is in another region than the function and the target: whatever reads the source asks its region. The events
/// name the region, name none, or name a wrong one; S3 refuses a wrong one in each of its ways.
@Suite struct SourceRegionTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let form: FakeS3.WrongRegionForm
        let named: String?

        var testDescription: String { "\(form), the event says \(named ?? "nothing")" }
    }

    static let cases: [Case] = FakeS3.WrongRegionForm.allCases.flatMap { form in
        [LocalCopier.sourceRegion, nil, "ap-south-1"].map { Case(form: form, named: $0) }
    }

    private func local(_ variables: [String: String] = [:], _ form: FakeS3.WrongRegionForm) throws -> LocalCopier {
        let bed = try LocalCopier(variables)
        bed.change { $0.s3.wrongRegionForm = form }
        return bed
    }

    private func write(
        _ bed: LocalCopier,
        named: String?,
        _ content: FakeContent = FakeContent("one", size: 10),
        _ change: @Sendable (inout FakeVersion) -> Void = { _ in }
    ) -> String {
        bed.change { LocalCopier.created("k", $0.s3.put(LocalCopier.source, "k", content, change), region: named) }
    }

    private func copy(_ bed: LocalCopier) -> FakeVersion? { bed.change { $0.s3.current(LocalCopier.target, "k") } }

    @Test(arguments: cases) func anOverwriteAndARepeatedDelivery(_ it: Case) async throws {
        let bed = try local([:], it.form)
        defer { bed.stop() }
        let first = write(bed, named: it.named)
        #expect(try await bed.drain([first]) == ["Copied"])
        #expect(bed.server.requests.count == 1, "the ordinary object is one request, wherever its source is")
        let second = write(bed, named: it.named, FakeContent("two", size: 10))
        #expect(try await bed.drain([second]) == ["Copied"])
        #expect(copy(bed)?.content.name == "two")
        #expect(try await bed.drain([second, first]) == ["AlreadyCurrent", "AlreadyCurrent"])
    }

    @Test(arguments: cases) func aLargeObject(_ it: Case) async throws {
        let bed = try local(
            [
                "multipart.threshold": "5242880 B", "multipart.part_size": "5242880 B",
                "multipart.parts_per_message": "2",
            ],
            it.form
        )
        defer { bed.stop() }
        let event = write(bed, named: it.named, FakeContent("big", size: 26_214_401)) { $0.tags = [("a", "1")] }
        try await bed.drain([event])
        #expect(copy(bed)?.content.name == "big")
        #expect(copy(bed)?.tags.first?.key == "a")
        #expect(bed.change { $0.s3.openUploads } == [])
    }

    @Test(arguments: cases) func aSourceThatWasUploadedInParts(_ it: Case) async throws {
        let bed = try local(["multipart.preserve_etag": "true"], it.form)
        defer { bed.stop() }
        let event = write(bed, named: it.named, FakeContent("big", size: 16_000_000)) {
            $0.parts = [6_000_000, 6_000_000, 4_000_000]
        }
        try await bed.drain([event])
        let source = bed.change { $0.s3.current(LocalCopier.source, "k")?.etag }
        #expect(copy(bed)?.etag == source)
    }

    @Test(arguments: cases) func aRouteByTag(_ it: Case) async throws {
        let bed = try local(
            [
                "TARGET_BUCKET": "",
                "routes": #"[{"from": {"tags": {"copy": "yes"}}, "to": "s3://example-target/${key}"}]"#,
            ],
            it.form
        )
        defer { bed.stop() }
        let event = write(bed, named: it.named) { $0.tags = [("copy", "yes")] }
        #expect(try await bed.drain([event]) == ["Copied"])
    }

    @Test(arguments: cases) func tagsThatChange(_ it: Case) async throws {
        let bed = try local(["follow.tags": "true"], it.form)
        defer { bed.stop() }
        let event = write(bed, named: it.named)
        #expect(try await bed.drain([event]) == ["Copied"])
        bed.change { $0.s3.setTags([("new", "1")], LocalCopier.source, "k") }
        let tagged = LocalCopier.record("ObjectTagging:Put", ["key": "k"], region: it.named)
        #expect(try await bed.drain([tagged]) == ["TagsSynced"])
        #expect(copy(bed)?.tags.first?.key == "new")
    }

    @Test(arguments: cases) func aRemoval(_ it: Case) async throws {
        let bed = try local(["follow.deletes": "markers"], it.form)
        defer { bed.stop() }
        let event = write(bed, named: it.named)
        #expect(try await bed.drain([event]) == ["Copied"])
        bed.change { $0.s3.delete(LocalCopier.source, "k") }
        let removed = LocalCopier.record("ObjectRemoved:DeleteMarkerCreated", ["key": "k"], region: it.named)
        #expect(try await bed.drain([removed]) == ["Deleted"])
        #expect(copy(bed) == nil)
    }

    @Test(arguments: cases) func anArchivedObjectIsRestored(_ it: Case) async throws {
        let bed = try local(["outcomes.archived": "restore"], it.form)
        defer { bed.stop() }
        let event = write(bed, named: it.named) { $0.isArchived = true }
        #expect(try await bed.drain([event]) == ["RestoreRequested"])
        bed.change { $0.s3.thaw(LocalCopier.source, "k") }
        let restored = LocalCopier.record("ObjectRestore:Completed", ["key": "k"], region: it.named)
        #expect(try await bed.drain([restored]) == ["Copied"])
    }

    @Test(arguments: FakeS3.WrongRegionForm.allCases) func aBackfillThatRunsTwice(form: FakeS3.WrongRegionForm)
        async throws
    {
        let bed = try local([:], form)
        defer { bed.stop() }
        _ = write(bed, named: nil)
        for outcome in ["Copied", "AlreadyCurrent"] {
            let job: JSON = .object([
                "invocationSchemaVersion": "2.0", "invocationId": "i", "job": .object(["id": "j"]),
                "tasks": .array([
                    .object(["taskId": "t", "s3Key": "k", "s3Bucket": .string(LocalCopier.source)])
                ]),
            ])
            let run = try #require(try await bed.run(job))
            #expect(run.outcomes == [outcome])
        }
        #expect(bed.change { $0.s3.versionCount(LocalCopier.target) } == 1)
    }
}
