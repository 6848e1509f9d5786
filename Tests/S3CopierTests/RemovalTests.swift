import TestSupport
import Testing

@testable import S3Copier

/// With MIRROR_DELETES the target converges to the source whatever a removal removed, and whichever way it is told.
@Suite struct RemovalTests {
    /// The ways in which one removal is told.
    enum Teller: String, CaseIterable, Sendable {
        case notification, eventBridge

        func tell(marker: Bool, version: String?) -> String {
            switch self {
            case .notification:
                return LocalCopier.record(
                    "ObjectRemoved:\(marker ? "DeleteMarkerCreated" : "Delete")",
                    ["key": "k", "versionId": version.map(JSON.string) ?? .null, "sequencer": "FF"]
                )
            case .eventBridge:
                return JSON.object([
                    "source": "aws.s3", "detail-type": "Object Deleted", "region": .string(LocalCopier.sourceRegion),
                    "detail": .object([
                        "bucket": .object(["name": .string(LocalCopier.source)]),
                        "object": .object(["key": "k", "version-id": version.map(JSON.string) ?? .null]),
                        "deletion-type": .string(marker ? "Delete Marker Created" : "Permanently Deleted"),
                    ]),
                ]).text
            }
        }
    }

    private func bed() throws -> LocalCopier { try LocalCopier(["follow.deletes": "markers"]) }

    private func write(_ bed: LocalCopier, _ name: String) -> String {
        bed.change { LocalCopier.created("k", $0.s3.put(LocalCopier.source, "k", FakeContent(name, size: 10))) }
    }

    private func copy(_ bed: LocalCopier) -> String? {
        bed.change { $0.s3.current(LocalCopier.target, "k")?.content.name }
    }

    @Test(arguments: Teller.allCases) func aDeleteMarkerThatIsRemovedBringsTheCopyBack(teller: Teller) async throws {
        let bed = try bed()
        defer { bed.stop() }
        try await bed.drain([write(bed, "one")])
        bed.change { $0.s3.delete(LocalCopier.source, "k") }
        #expect(try await bed.drain([teller.tell(marker: true, version: nil)]) == ["Deleted"])
        #expect(copy(bed) == nil)
        let marker = bed.change { $0.s3.deleteVersion(LocalCopier.source, "k") { $0.isDeleteMarker } }
        #expect(try await bed.drain([teller.tell(marker: false, version: marker)]) == ["Copied"])
        #expect(copy(bed) == "one")
    }

    @Test(arguments: Teller.allCases) func deletingTheNewestVersionBringsTheOlderOneBack(teller: Teller) async throws {
        let bed = try bed()
        defer { bed.stop() }
        try await bed.drain([write(bed, "one"), write(bed, "two")])
        #expect(copy(bed) == "two")
        let gone = bed.change { $0.s3.deleteVersion(LocalCopier.source, "k") { $0.content.name == "two" } }
        #expect(try await bed.drain([teller.tell(marker: false, version: gone)]) == ["Copied"])
        #expect(copy(bed) == "one")
        #expect(try await bed.drain([teller.tell(marker: false, version: gone)]) == ["AlreadyCurrent"])
    }

    @Test(arguments: Teller.allCases) func deletingAnOldVersionChangesNothing(teller: Teller) async throws {
        let bed = try bed()
        defer { bed.stop() }
        try await bed.drain([write(bed, "one"), write(bed, "two")])
        let gone = bed.change { $0.s3.deleteVersion(LocalCopier.source, "k") { $0.content.name == "one" } }
        #expect(try await bed.drain([teller.tell(marker: false, version: gone)]) == ["AlreadyCurrent"])
        #expect(copy(bed) == "two")
        #expect(bed.change { $0.s3.versionCount(LocalCopier.target) } == 2)
    }

    @Test(arguments: Teller.allCases) func deletingAllVersionsDeletesTheCopy(teller: Teller) async throws {
        let bed = try bed()
        defer { bed.stop() }
        try await bed.drain([write(bed, "one")])
        let gone = bed.change { $0.s3.deleteVersion(LocalCopier.source, "k") { !$0.isDeleteMarker } }
        #expect(try await bed.drain([teller.tell(marker: false, version: gone)]) == ["Deleted"])
        #expect(copy(bed) == nil)
    }

    /// A removed state goes back to one that the route does not take.
    @Test func theOlderVersionIsHeldToTheRoute() async throws {
        let bed = try LocalCopier([
            "follow.deletes": "markers", "TARGET_BUCKET": "",
            "routes": #"[{"from": {"min_size": "5 B"}, "to": "s3://example-target/${key}"}]"#,
        ])
        defer { bed.stop() }
        let small = bed.change {
            LocalCopier.created("k", $0.s3.put(LocalCopier.source, "k", FakeContent("small", size: 1)))
        }
        #expect(try await bed.drain([small]) == ["NotRouted"])
        try await bed.drain([write(bed, "large")])
        let gone = bed.change { $0.s3.deleteVersion(LocalCopier.source, "k") { $0.content.name == "large" } }
        #expect(try await bed.drain([Teller.notification.tell(marker: false, version: gone)]) == ["NotRouted"])
    }
}
