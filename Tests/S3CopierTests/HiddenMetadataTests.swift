import TestSupport
import Testing

@testable import S3Copier

/// Metadata that no header can hold: S3 says only how much of it there is, and carries it along in a copy of one request.
@Suite struct HiddenMetadataTests {
    private static let settings = ["multipart.threshold": "5 MiB", "multipart.part_size": "5 MiB"]

    @Test func anObjectForPartsIsCopiedInOneRequestAllTheSame() async throws {
        let bed = try LocalCopier(Self.settings)
        defer { bed.stop() }
        let event = bed.put("one", size: 30_000_000) { $0.properties["x-amz-missing-meta"] = "2" }
        #expect(try await bed.drain([event]) == ["Copied"])
        #expect(bed.copy()?.properties["x-amz-missing-meta"] == "2")
        #expect(bed.copy()?.parts == nil)
        #expect(try await bed.drain([event]) == ["AlreadyCurrent"])
    }

    @Test func whatOneRequestCannotCopyIsLeftToAPerson() async throws {
        let bed = try LocalCopier(Self.settings)
        defer { bed.stop() }
        let event = bed.put("one", size: 6 << 30) { $0.properties["x-amz-missing-meta"] = "1" }
        let run = try await bed.run(LocalCopier.batch([event]))
        #expect(run?.outcomes == ["Denied"])
        #expect(run?.log.first?.contains("x-amz-missing-meta") == true)
        #expect(run?.log.first?.contains("write the object's metadata anew") == true)
        #expect(bed.copy() == nil)
    }
}
