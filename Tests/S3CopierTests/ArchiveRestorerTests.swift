import TestSupport
import Testing

@testable import S3Copier

@Suite struct ArchiveRestorerTests {
    @Test func anArchivedSourceIsRestoredAndThenCopied() async throws {
        let bed = try LocalCopier(["outcomes.archived": "restore", "restore.days": "2", "restore.tier": "Bulk"])
        defer { bed.stop() }
        let version = bed.change {
            $0.s3.put(LocalCopier.source, "k", FakeContent("cold", size: 10)) { $0.isArchived = true }
        }
        let run = try await bed.run(LocalCopier.batch([LocalCopier.created("k", version)]))
        #expect(run?.outcomes == ["RestoreRequested"])
        #expect(run?.failed == [])
        let request = try #require(bed.server.requests.last)
        #expect(request.target.contains("restore") && request.target.contains("versionId=v1"))
        #expect(request.text.contains("<Days>2</Days>") && request.text.contains("<Tier>Bulk</Tier>"))
        bed.change { $0.s3.thaw(LocalCopier.source, "k") }
        let completed = LocalCopier.created("k", version, name: "ObjectRestore:Completed")
        #expect(try await bed.run(LocalCopier.batch([completed]))?.outcomes == ["Copied"])
    }

    @Test func anArchivedSourceIsOtherwiseGivenUp() async throws {
        let bed = try LocalCopier()
        defer { bed.stop() }
        let version = bed.change {
            $0.s3.put(LocalCopier.source, "k", FakeContent("cold", size: 10)) { $0.isArchived = true }
        }
        #expect(try await bed.run(LocalCopier.batch([LocalCopier.created("k", version)]))?.outcomes == ["Archived"])
        #expect(bed.change { $0.queues.messages.map(\.queue) } == [LocalCopier.deadLetters])
    }

    // outcomes.archived: restore, for an object of several messages.
    @Test func anArchivedLargeObjectIsRestored() async throws {
        let bed = try LocalCopier(LocalCopier.inParts.merging(["outcomes.archived": "restore"]) { _, new in new })
        defer { bed.stop() }
        let outcomes = try await bed.drain(
            [bed.put("big", size: LocalCopier.part * 10) { $0.isArchived = true }],
            limit: 30
        )
        #expect(bed.server.requests.contains { $0.target.contains("restore") }, "\(outcomes)")
        #expect(bed.change { $0.queues.messages.filter { $0.queue == LocalCopier.deadLetters }.count } == 0)
    }
}
