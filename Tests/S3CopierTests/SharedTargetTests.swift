import TestSupport
import Testing

@testable import S3Copier

/// Objects of two buckets may have one key, equal bytes and one target: the copy is that of the one that was written last, and
/// no other object's removal or tags change it.
@Suite struct SharedTargetTests {
    private static let other = "example-other"
    private static let plan = [
        "TARGET_BUCKET": "", "follow.deletes": "markers", "follow.tags": "true",
        "routes": "[{to: 's3://example-target/${key}'}]", "multipart.threshold": "5 MiB",
    ]

    private func bed(_ more: [String: String] = [:]) throws -> LocalCopier {
        let bed = try LocalCopier(Self.plan.merging(more) { $1 })
        bed.change { $0.s3.addBucket(Self.other, isVersioned: true) }
        return bed
    }

    private func write(
        _ bed: LocalCopier,
        _ bucket: String,
        _ content: String = "same",
        size: Int64 = 10,
        _ change: @Sendable (inout FakeVersion) -> Void = { _ in }
    ) -> String {
        bed.change { world in
            let version = world.s3.put(bucket, "k", FakeContent(content, size: size), change)
            return LocalCopier.created("k", version).replacing(LocalCopier.source, with: bucket)
        }
    }

    private func remove(_ bed: LocalCopier, _ bucket: String) -> String {
        bed.change { $0.s3.delete(bucket, "k") }
        return RemovalTests.Wording.notification.event(marker: true, version: nil)
            .replacing(LocalCopier.source, with: bucket)
    }

    /// The bucket that the copy is marked with; `nil` when there is no copy.
    private func owner(_ bed: LocalCopier) -> String? {
        bed.change { world in
            world.s3.current(LocalCopier.target, "k").map { copy in
                let mark = copy.properties["x-amz-meta-s3copier-source"] ?? ""
                return mark.split(separator: "=").last.map(String.init) ?? ""
            }
        }
    }

    @Test(arguments: [10, 30_000_000] as [Int64], [false, true])
    func equalBytesAreTheCopyOfWhoWroteLast(size: Int64, isInParts: Bool) async throws {
        let bed = try bed()
        defer { bed.stop() }
        let parts: [Int64]? = isInParts ? [size - 3, 3] : nil
        try await bed.drain([write(bed, LocalCopier.source, size: size) { $0.parts = parts }])
        let second = write(bed, Self.other, size: size) { $0.parts = parts }
        try await bed.drain([second])
        #expect(owner(bed) == Self.other)
        let versions = bed.change { $0.s3.versionCount(LocalCopier.target) }
        #expect(try await bed.drain([second]) == ["AlreadyCurrent"])
        #expect(bed.change { $0.s3.versionCount(LocalCopier.target) } == versions)
        #expect(try await bed.drain([remove(bed, LocalCopier.source)]) == ["Ignored"])
        #expect(owner(bed) == Self.other)
        #expect(try await bed.drain([remove(bed, Self.other)]) == ["Deleted"])
        #expect(owner(bed) == nil)
    }

    /// A copy from before the marks, or one that somebody else made, is marked at the next delivery.
    @Test func aCopyWithoutAMarkGetsOne() async throws {
        let bed = try bed()
        defer { bed.stop() }
        bed.change { _ = $0.s3.put(LocalCopier.target, "k", FakeContent("same", size: 10)) }
        #expect(try await bed.drain([write(bed, LocalCopier.source)]) == ["Copied"])
        #expect(owner(bed) == LocalCopier.source)
    }

    enum Unmarkable: CaseIterable { case hidden, full, hiddenWithMark }

    /// Repeated deliveries come to rest also where no mark can be written.
    @Test(arguments: Unmarkable.allCases) func whatCannotBeMarkedIsCopiedOnce(kind: Unmarkable) async throws {
        let bed = try bed()
        defer { bed.stop() }
        let event = write(bed, LocalCopier.source) { version in
            switch kind {
            case .hidden: version.properties["x-amz-missing-meta"] = "1"
            case .full: version.properties["x-amz-meta-note"] = String(repeating: "x", count: 2_030)
            case .hiddenWithMark:
                version.properties["x-amz-missing-meta"] = "1"
                version.properties["x-amz-meta-s3copier-source"] = "etag v1 bucket=example-upstream"
            }
        }
        #expect(try await bed.drain([event]) == ["Copied"])
        for _ in 0..<3 { #expect(try await bed.drain([event]) == ["AlreadyCurrent"]) }
        #expect(bed.change { $0.s3.versionCount(LocalCopier.target) } == 1)
    }

    @Test func theTagsOfAnotherBucketsObjectAreNotTheCopys() async throws {
        let bed = try bed()
        defer { bed.stop() }
        try await bed.drain([write(bed, LocalCopier.source)])
        try await bed.drain([write(bed, Self.other)])
        let tagged = bed.change { world in
            world.s3.setTags([("a", "1")], LocalCopier.source, "k")
            return LocalCopier.record("ObjectTagging:Put", ["key": "k"])
        }
        #expect(try await bed.drain([tagged]) == ["Ignored"])
        #expect(bed.copy()?.tags.isEmpty == true)
        bed.change { $0.s3.setTags([("b", "2")], Self.other, "k") }
        #expect(try await bed.drain([tagged.replacing(LocalCopier.source, with: Self.other)]) == ["TagsSynced"])
        #expect(bed.copy()?.tags.map(\.value) == ["2"])
    }

    /// Events in the order of what happened: the copy is the last writer's until that one's object is removed.
    @Test func inOrderTheLastWriterHasTheCopy() async throws {
        let seed = UInt64.random(in: 0 ... .max)
        var random = SeededRandom(seed: seed)
        let bed = try bed()
        defer { bed.stop() }
        var wanted: String?
        for step in 0..<60 {
            let bucket = random.next(below: 2) == 0 ? LocalCopier.source : Self.other
            let event: String
            if random.next(below: 3) == 0 {
                event = remove(bed, bucket)
                if wanted == bucket { wanted = nil }
            } else {
                event = write(bed, bucket, random.next(below: 3) == 0 ? "else" : "same")
                wanted = bucket
            }
            try await bed.drain([event])
            #expect(owner(bed) == wanted, "seed \(seed), step \(step)")
        }
    }

    /// Events late, twice and in any order: a copy that is there is the present object of the bucket that it is marked with.
    @Test func inAnyOrderTheCopyIsItsBucketsObject() async throws {
        for round in 0..<12 {
            let seed = UInt64.random(in: 0 ... .max)
            var random = SeededRandom(seed: seed)
            let bed = try bed()
            defer { bed.stop() }
            var waiting: [String] = []
            var writes = 6
            while writes > 0 || !waiting.isEmpty {
                if writes > 0, waiting.isEmpty || random.next(below: 2) == 0 {
                    writes -= 1
                    let bucket = random.next(below: 2) == 0 ? LocalCopier.source : Self.other
                    let isRemoval = random.next(below: 3) == 0
                    let content = random.next(below: 3) == 0 ? "else" : "same"
                    waiting.append(isRemoval ? remove(bed, bucket) : write(bed, bucket, content))
                } else {
                    let body = waiting[random.next(below: waiting.count)]
                    if random.next(below: 4) > 0, let place = waiting.firstIndex(of: body) {
                        waiting.remove(at: place)
                    }
                    try await bed.drain([body])
                }
            }
            let copy = bed.copy()
            if let copy, let bucket = owner(bed) {
                let source = bed.change { $0.s3.current(bucket, "k") }
                #expect(source?.content == copy.content, "round \(round), seed \(seed), \(bucket)")
            }
        }
    }

    enum Mirrored: CaseIterable { case one, equal, different, inParts, equalInParts }

    /// Two functions that mirror two buckets to each other, with marks and without a principal in their events, come to rest.
    @Test(arguments: Mirrored.allCases, [true, false])
    func mirrorsOfEachOtherComeToRest(kind: Mirrored, isBackMarked: Bool) async throws {
        let bed = try bed()
        defer { bed.stop() }
        let parts: [Int64]? = kind == .inParts || kind == .equalInParts ? [7, 3] : nil
        _ = write(bed, LocalCopier.source) { $0.parts = parts }
        if kind != .one, kind != .inParts {
            _ = write(bed, LocalCopier.target, kind == .different ? "else" : "same") { $0.parts = parts }
        }
        let from = isBackMarked ? "" : "from: {bucket: example-target}, "
        let back = ["routes": "[{\(from)to: 's3://example-source/${key}'}]"]
        var seen: [String: String] = [:]
        var copies = 0
        for _ in 0..<20 {
            var isQuiet = true
            for bucket in [LocalCopier.source, LocalCopier.target] {
                guard let version = bed.change({ $0.s3.current(bucket, "k") }), let id = version.id, seen[bucket] != id
                else { continue }
                isQuiet = false
                seen[bucket] = id
                let event = LocalCopier.created("k", version).replacing(LocalCopier.source, with: bucket)
                let run = try await bed.run(
                    LocalCopier.batch([event]),
                    variables: bucket == LocalCopier.target ? back : [:]
                )
                copies += run?.outcomes.filter { $0 == "Copied" }.count ?? 0
            }
            if isQuiet { break }
        }
        #expect(copies <= 4, "they go on for ever")
        let ends = bed.change { world in
            [LocalCopier.source, LocalCopier.target].map { world.s3.current($0, "k")?.content }
        }
        #expect(ends[0] != nil)
        #expect(ends[0] == ends[1])
    }
}
