import TestSupport
import Testing

@testable import S3Copier

/// An object that a route takes for its tags is copied when it gets them, and scan results of GuardDuty are such a moment.
@Suite struct TagRouteTests {
    private static let routes = #"[{"from": {"tags": {"copy": "yes"}}, "to": "s3://example-target/${key}"}]"#
    private static let tagged = LocalCopier.record("ObjectTagging:Put", ["key": "k"])

    private func write(_ bed: LocalCopier, _ name: String = "one") -> String {
        bed.change { LocalCopier.created("k", $0.s3.put(LocalCopier.source, "k", FakeContent(name, size: 10))) }
    }

    private func copy(_ bed: LocalCopier) -> FakeVersion? { bed.change { $0.s3.current(LocalCopier.target, "k") } }

    @Test(arguments: ["true", "false"]) func anObjectThatIsTaggedLaterIsCopiedThen(follows: String) async throws {
        let bed = try LocalCopier(["TARGET_BUCKET": "", "follow.tags": follows, "routes": Self.routes])
        defer { bed.stop() }
        #expect(try await bed.drain([write(bed)]) == ["NotRouted"])
        bed.change { $0.s3.setTags([("copy", "yes")], LocalCopier.source, "k") }
        #expect(try await bed.drain([Self.tagged]) == ["Copied"])
        #expect(copy(bed)?.tags.first?.key == "copy")
        let again = try await bed.drain([Self.tagged])
        #expect(again == (follows == "true" ? ["TagsSynced"] : ["Ignored"]))
        #expect(bed.change { $0.s3.versionCount(LocalCopier.target) } == 1)
    }

    @Test func otherTagsCopyNothing() async throws {
        let bed = try LocalCopier(["TARGET_BUCKET": "", "follow.tags": "true", "routes": Self.routes])
        defer { bed.stop() }
        _ = write(bed)
        bed.change { $0.s3.setTags([("copy", "no")], LocalCopier.source, "k") }
        #expect(try await bed.drain([Self.tagged]) == ["NotRouted"])
        #expect(copy(bed) == nil)
    }

    @Test func withoutRoutesByTagATaggingEventOfAnUncopiedObjectIsLeftToItsCreation() async throws {
        let bed = try LocalCopier(["follow.tags": "true"])
        defer { bed.stop() }
        _ = write(bed)
        #expect(try await bed.drain([Self.tagged]) == ["Ignored"])
    }

    private func scan(_ status: String, _ version: FakeVersion) -> String {
        JSON.object([
            "source": "aws.guardduty", "detail-type": "GuardDuty Malware Protection Object Scan Result",
            "region": .string(LocalCopier.sourceRegion), "time": "2026-11-21T00:00:00Z",
            "detail": .object([
                "scanStatus": "COMPLETED", "resourceType": "S3_OBJECT",
                "s3ObjectDetails": .object([
                    "bucketName": .string(LocalCopier.source), "objectKey": "k", "eTag": .string(version.etag),
                    "versionId": version.id.map(JSON.string) ?? .null,
                ]),
                "scanResultDetails": .object(["scanResultStatus": .string(status)]),
            ]),
        ]).text
    }

    private static let clean =
        #"[{"from": {"tags": {"GuardDutyMalwareScanStatus": "NO_THREATS_FOUND"}}, "to": "s3://example-target/${key}"}]"#
    private static let everything = #"[{"to": "s3://example-target/${key}"}]"#
    private static let quarantine =
        #"[{"from": {"tags": {"GuardDutyMalwareScanStatus": "THREATS_FOUND"}}, "to": "s3://example-target/${key}"}]"#

    @Test(arguments: [
        (Self.clean, "NO_THREATS_FOUND", "Copied"), (Self.clean, "THREATS_FOUND", "NotRouted"),
        (Self.everything, "NO_THREATS_FOUND", "Copied"), (Self.everything, "THREATS_FOUND", "Ignored"),
        (Self.everything, "UNSUPPORTED", "Ignored"), (Self.everything, "FAILED", "Ignored"),
        (Self.quarantine, "THREATS_FOUND", "Copied"), (Self.quarantine, "NO_THREATS_FOUND", "NotRouted"),
    ])
    func aScanResultIsATrigger(routes: String, status: String, outcome: String) async throws {
        let bed = try LocalCopier(["TARGET_BUCKET": "", "routes": routes])
        defer { bed.stop() }
        let version = bed.change { $0.s3.put(LocalCopier.source, "k", FakeContent("one", size: 10)) }
        #expect(try await bed.drain([scan(status, version)]) == [outcome])
        #expect((copy(bed) != nil) == (outcome == "Copied"))
    }
}
