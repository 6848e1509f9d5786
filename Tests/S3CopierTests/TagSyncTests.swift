import Synchronization
import TestSupport
import Testing

@testable import S3Copier

@Suite struct TagSyncTests {
    @Test func taggingGivesTheCopyTheTagsOfItsSource() async throws {
        let bed = try LocalCopier(["follow.tags": "true"])
        defer { bed.stop() }
        let version = bed.write()
        _ = try await bed.run(LocalCopier.batch([LocalCopier.created("k", version)]))
        let tagged = bed.change { world in
            world.s3.setTags([("a", "1"), ("b", "x & y")], LocalCopier.source, "k")
            return LocalCopier.record("ObjectTagging:Put", ["key": "k", "eTag": .string(version.etag)])
        }
        #expect(try await bed.run(LocalCopier.batch([tagged]))?.outcomes == ["TagsSynced"])
        #expect(bed.copy()?.tags.map(\.value) == ["1", "x & y"])
    }

    @Test func tagsOfWhatIsNotCopiedYetComeWithTheCopy() async throws {
        let bed = try LocalCopier(["follow.tags": "true"])
        defer { bed.stop() }
        _ = bed.write()
        let run = try await bed.run(LocalCopier.batch([LocalCopier.record("ObjectTagging:Put", ["key": "k"])]))
        #expect(run?.outcomes == ["Ignored"])
        #expect(run?.failed == [])
    }

    // Of two tagging events the one that read first may write last.
    @Test func tagsReadEarlierDoNotOverwriteThoseReadLater() async throws {
        let box = Mutex<(@Sendable () -> Void)?>(nil)
        let bed = try LocalCopier(["follow.tags": "true"]) { request, worker in
            guard worker == "slow", request.method == "PUT", request.target.contains("tagging") else { return .served }
            box.withLock { $0.take() }?()
            return .served
        }
        defer { bed.stop() }
        _ = try await bed.run(LocalCopier.batch([bed.put("a")]))
        bed.change { $0.s3.setTags([("t", "old")], LocalCopier.source, "k") }
        let tagged = LocalCopier.batch([LocalCopier.record("ObjectTagging:Put", ["key": "k"])])
        box.withLock {
            $0 = {
                bed.change { $0.s3.setTags([("t", "new")], LocalCopier.source, "k") }
                // What the other invocation did meanwhile: it read "new" and wrote it.
                bed.change { $0.s3.setTags([("t", "new")], LocalCopier.target, "k") }
            }
        }
        _ = try await bed.run(tagged, worker: "slow")
        #expect(bed.copy()?.tags.first?.value == "new")
    }
}
