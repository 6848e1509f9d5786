import AWSS3
import Testing
import UTCTime

@testable import S3Copier

@Suite struct MultipartCopyRecordTests {
    // A key is bytes.
    @Test func aKeyThatBeginsWithACombiningMarkIsKept() throws {
        let key = "\u{301}x"
        let source = MultipartCopyRecord.Source(bucket: "s", key: key, versionID: nil, etag: "e", lastModified: nil)
        let record = MultipartCopyRecord(
            target: MultipartCopyRecord.name(of: S3CopyTarget(bucket: "target", key: key)),
            token: "t",
            phase: .copying,
            source: source,
            plan: try #require(PartPlan(size: 1, preferred: 1)),
            partsPerMessage: 1,
            leaseUntil: .now(),
            startedAt: .now(),
            updatedAt: .now(),
            attempt: 0
        )
        #expect(Array(record.copyTarget.key.utf8) == Array(key.utf8))
    }
}
