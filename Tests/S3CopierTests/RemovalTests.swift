import TestSupport
import Testing

@testable import S3Copier

/// With follow.deletes the target converges to the source, whatever a removal removed and whichever event reports it.
@Suite struct RemovalTests {
    /// The events that report one removal: a user's or a lifecycle rule's, by notification or EventBridge.
    enum Wording: String, CaseIterable, Sendable {
        case notification, notificationWithPrefix, lifecycle, eventBridge, eventBridgeLifecycle

        func event(marker: Bool, version: String?) -> String {
            switch self {
            case .notification, .notificationWithPrefix, .lifecycle:
                let family =
                    switch self {
                    case .notificationWithPrefix: "s3:ObjectRemoved"
                    case .lifecycle: "LifecycleExpiration"
                    default: "ObjectRemoved"
                    }
                return LocalCopier.record(
                    "\(family):\(marker ? "DeleteMarkerCreated" : "Delete")",
                    ["key": "k", "versionId": version.map(JSON.string) ?? .null, "sequencer": "FF"]
                )
            case .eventBridge, .eventBridgeLifecycle:
                let reason = self == .eventBridge ? "DeleteObject" : "Lifecycle Expiration"
                return JSON.object([
                    "source": "aws.s3", "detail-type": "Object Deleted", "region": .string(LocalCopier.sourceRegion),
                    "detail": .object([
                        "bucket": .object(["name": .string(LocalCopier.source)]),
                        "object": .object(["key": "k", "version-id": version.map(JSON.string) ?? .null]),
                        "deletion-type": .string(marker ? "Delete Marker Created" : "Permanently Deleted"),
                        "reason": .string(reason),
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

    @Test(arguments: Wording.allCases) func aDeleteMarkerThatIsRemovedBringsTheCopyBack(wording: Wording) async throws {
        let bed = try bed()
        defer { bed.stop() }
        try await bed.drain([write(bed, "one")])
        bed.change { $0.s3.delete(LocalCopier.source, "k") }
        #expect(try await bed.drain([wording.event(marker: true, version: nil)]) == ["Deleted"])
        #expect(copy(bed) == nil)
        let marker = bed.change { $0.s3.deleteVersion(LocalCopier.source, "k") { $0.isDeleteMarker } }
        #expect(try await bed.drain([wording.event(marker: false, version: marker)]) == ["Copied"])
        #expect(copy(bed) == "one")
    }

    @Test(arguments: Wording.allCases) func deletingTheNewestVersionBringsTheOlderOneBack(wording: Wording) async throws
    {
        let bed = try bed()
        defer { bed.stop() }
        try await bed.drain([write(bed, "one"), write(bed, "two")])
        #expect(copy(bed) == "two")
        let gone = bed.change { $0.s3.deleteVersion(LocalCopier.source, "k") { $0.content.name == "two" } }
        #expect(try await bed.drain([wording.event(marker: false, version: gone)]) == ["Copied"])
        #expect(copy(bed) == "one")
        #expect(try await bed.drain([wording.event(marker: false, version: gone)]) == ["AlreadyCurrent"])
    }

    @Test(arguments: Wording.allCases) func deletingAnOldVersionChangesNothing(wording: Wording) async throws {
        let bed = try bed()
        defer { bed.stop() }
        try await bed.drain([write(bed, "one"), write(bed, "two")])
        let gone = bed.change { $0.s3.deleteVersion(LocalCopier.source, "k") { $0.content.name == "one" } }
        #expect(try await bed.drain([wording.event(marker: false, version: gone)]) == ["AlreadyCurrent"])
        #expect(copy(bed) == "two")
        #expect(bed.change { $0.s3.versionCount(LocalCopier.target) } == 2)
    }

    @Test(arguments: Wording.allCases) func deletingAllVersionsDeletesTheCopy(wording: Wording) async throws {
        let bed = try bed()
        defer { bed.stop() }
        try await bed.drain([write(bed, "one")])
        let gone = bed.change { $0.s3.deleteVersion(LocalCopier.source, "k") { !$0.isDeleteMarker } }
        #expect(try await bed.drain([wording.event(marker: false, version: gone)]) == ["Deleted"])
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
        #expect(try await bed.drain([Wording.notification.event(marker: false, version: gone)]) == ["NotRouted"])
    }

    @Test func aRemovalIsLeftAloneUnlessItIsToBeMirrored() async throws {
        for (mirror, isAtTarget) in [("none", true), ("markers", false)] {
            let bed = try LocalCopier(["follow.deletes": mirror])
            defer { bed.stop() }
            _ = try await bed.run(LocalCopier.batch([LocalCopier.created("k", bed.write())]))
            bed.change { $0.s3.delete(LocalCopier.source, "k") }
            let removed = LocalCopier.record("ObjectRemoved:DeleteMarkerCreated", ["key": "k", "sequencer": "FF"])
            _ = try await bed.run(LocalCopier.batch([removed]))
            #expect((bed.copy() != nil) == isAtTarget)
        }
    }

    @Test func theRemovalOfAnOldVersionDeletesNoCopy() async throws {
        let bed = try LocalCopier(["follow.deletes": "markers"])
        defer { bed.stop() }
        _ = try await bed.run(LocalCopier.batch([LocalCopier.created("k", bed.write())]))
        let removed = LocalCopier.record("ObjectRemoved:Delete", ["key": "k", "sequencer": "FF"])
        #expect(try await bed.run(LocalCopier.batch([removed]))?.outcomes == ["AlreadyCurrent"])
        #expect(bed.copy() != nil)
    }

    @Test func nothingIsDeletedForGood() async throws {
        let bed = try LocalCopier(["follow.deletes": "markers"], versioned: (true, false))
        defer { bed.stop() }
        _ = try await bed.run(LocalCopier.batch([LocalCopier.created("k", bed.write())]))
        bed.change { $0.s3.delete(LocalCopier.source, "k") }
        let run = try await bed.run(LocalCopier.batch([LocalCopier.record("ObjectRemoved:Delete", ["key": "k"])]))
        #expect(run?.outcomes == ["Denied"])
        #expect(run?.log.first?.contains("is not versioned") == true)
        #expect(run?.log.first?.contains("enable versioning") == true)
        #expect(bed.copy() != nil)
    }

    @Test func aRemovalDoesNotCopyWhatItsRouteLeavesOut() async throws {
        let bed = try LocalCopier([
            "TARGET_BUCKET": "", "follow.deletes": "markers",
            "routes": #"[{"from": {"tags": {"share": "yes"}}, "to": "s3://example-target/${key}"}]"#,
        ])
        defer { bed.stop() }
        _ = bed.put("secret") { $0.tags = [("share", "no")] }
        let removed = LocalCopier.record("ObjectRemoved:Delete", ["key": "k", "sequencer": "FF"])
        let run = try await bed.run(LocalCopier.batch([removed]))
        #expect(bed.copy() == nil, "\(run?.outcomes ?? [])")
    }

    /// Two buckets that one route takes may have objects of one key: whose copy it is stands in its mark.
    @Test(arguments: [10, 30_000_000] as [Int64], [false, true])
    func aRemovalLeavesAnotherBucketsCopyAlone(size: Int64, isFirst: Bool) async throws {
        let bed = try LocalCopier([
            "TARGET_BUCKET": "", "follow.deletes": "markers", "routes": "[{to: 's3://example-target/${key}'}]",
            "multipart.threshold": "5 MiB",
        ])
        defer { bed.stop() }
        let other = "example-other"
        func write(_ bucket: String) -> String {
            bed.change { world in
                if bucket == other { world.s3.addBucket(other, isVersioned: true) }
                let version = world.s3.put(bucket, "k", FakeContent(bucket, size: size))
                return LocalCopier.created("k", version).replacing(LocalCopier.source, with: bucket)
            }
        }
        func remove(_ bucket: String) -> String {
            bed.change { $0.s3.delete(bucket, "k") }
            return Wording.notification.event(marker: true, version: nil).replacing(LocalCopier.source, with: bucket)
        }
        let (gone, kept) = isFirst ? (LocalCopier.source, other) : (other, LocalCopier.source)
        try await bed.drain([write(gone)])
        try await bed.drain([write(kept)])
        #expect(copy(bed) == kept)
        #expect(try await bed.drain([remove(gone)]) == ["Ignored"])
        #expect(copy(bed) == kept)
        #expect(try await bed.drain([remove(kept)]) == ["Deleted"])
        #expect(copy(bed) == nil)
    }

    @Test func aCopyThatSaysNothingOfItsBucketIsLeftToAPerson() async throws {
        let bed = try LocalCopier(["follow.deletes": "markers"])
        defer { bed.stop() }
        bed.change { world in
            _ = world.s3.put(LocalCopier.source, "k", FakeContent("one", size: 10))
            _ = world.s3.put(LocalCopier.target, "k", FakeContent("one", size: 10))
            world.s3.delete(LocalCopier.source, "k")
        }
        let run = try await bed.run(LocalCopier.batch([Wording.notification.event(marker: true, version: nil)]))
        #expect(run?.outcomes == ["Denied"])
        #expect(run?.log.first?.contains("name the source bucket in the route (from.bucket)") == true)
        #expect(copy(bed) == "one")
    }

    /// A copy that nobody may delete keeps no other from being deleted.
    @Test func aCopyThatIsLeftKeepsNoOther() async throws {
        let bed = try LocalCopier([
            "TARGET_BUCKET": "", "follow.deletes": "markers",
            "routes":
                "[{from: {tags: {keep: long}}, to: 's3://example-target/a/${key}'}, {to: 's3://example-target/b/${key}'}]",
        ])
        defer { bed.stop() }
        try await bed.drain([write(bed, "one")])
        bed.change { world in
            _ = world.s3.put(LocalCopier.target, "a/k", FakeContent("one", size: 10))
            world.s3.delete(LocalCopier.source, "k")
        }
        let run = try await bed.run(LocalCopier.batch([Wording.notification.event(marker: true, version: nil)]))
        #expect(run?.outcomes == ["Denied"])
        #expect(bed.change { $0.s3.current(LocalCopier.target, "a/k") != nil })
        #expect(bed.change { $0.s3.current(LocalCopier.target, "b/k") == nil })
    }

    /// Copies where one bucket alone may write need no mark, whatever another route of the plan does.
    @Test func aRouteOfAnotherTargetAsksForNoMark() async throws {
        let bed = try LocalCopier([
            "TARGET_BUCKET": "", "follow.deletes": "markers",
            "routes":
                "[{from: {bucket: example-source}, to: 's3://example-target/${key}'}, {to: 's3://example-archive/${key}'}]",
        ])
        defer { bed.stop() }
        bed.change { $0.s3.addBucket("example-archive", isVersioned: true) }
        try await bed.drain([write(bed, "one")])
        let copies = bed.server.requests.filter {
            $0.header("x-amz-copy-source") != nil && $0.target.contains("example-target")
        }
        #expect(copies.map { $0.header("x-amz-metadata-directive") } == [nil])
        bed.change { $0.s3.delete(LocalCopier.source, "k") }
        #expect(try await bed.drain([Wording.notification.event(marker: true, version: nil)]) == ["Deleted"])
    }

    /// A route that names its bucket costs no mark.
    @Test func aNamedBucketNeedsNoMark() async throws {
        let bed = try LocalCopier([
            "TARGET_BUCKET": "", "follow.deletes": "markers",
            "routes": "[{from: {bucket: example-source}, to: 's3://example-target/${key}'}]",
        ])
        defer { bed.stop() }
        try await bed.drain([write(bed, "one")])
        let copies = bed.server.requests.filter { $0.header("x-amz-copy-source") != nil }
        #expect(copies.map { $0.header("x-amz-metadata-directive") } == [nil])
        bed.change { $0.s3.delete(LocalCopier.source, "k") }
        #expect(try await bed.drain([Wording.notification.event(marker: true, version: nil)]) == ["Deleted"])
    }
}
