import TestSupport
import Testing

@testable import S3Copier

/// The requests that a copy in parts sends.
@Suite struct MultipartCopyRequestTests {
    // multipart.preserve_etag.
    @Test func anEmptyObjectUploadedInAPartIsNotTooLarge() async throws {
        let bed = try LocalCopier(["multipart.preserve_etag": "true"])
        defer { bed.stop() }
        let run = try await bed.run(LocalCopier.batch([bed.put("", size: 0) { $0.parts = [0] }]))
        #expect(bed.copy() != nil, "\(run?.outcomes ?? [])")
    }

    /// "You can copy a range only if the source object is greater than 5 MB."
    /// https://docs.aws.amazon.com/AmazonS3/latest/API/API_UploadPartCopy.html
    @Test func aSmallSourceIsNotCopiedByRange() async throws {
        let bed = try LocalCopier(["multipart.preserve_etag": "true"])
        defer { bed.stop() }
        _ = try await bed.run(LocalCopier.batch([bed.put("a", size: 100) { $0.parts = [100] }]))
        let parts = bed.server.requests.filter { $0.method == "PUT" && $0.target.contains("partNumber=") }
        #expect(parts.allSatisfy { $0.header("x-amz-copy-source-range") == nil })
    }

    // Expected owner, on every request to the target.
    @Test func everyRequestToTheTargetNamesItsOwner() async throws {
        let bed = try LocalCopier(
            LocalCopier.inParts.merging([
                "TARGET_BUCKET": "", "follow.tags": "true", "follow.deletes": "markers",
                "routes": #"[{"to": "s3://example-target/${key}", "to_owner": "123456789012"}]"#,
            ]) { _, new in new }
        )
        defer { bed.stop() }
        try await bed.drain([
            bed.put("big", size: LocalCopier.part * 3) {
                $0.tags = (0..<10).map { ("key\($0)", String(repeating: "v", count: 250)) }
            }
        ])
        _ = try await bed.run(LocalCopier.batch([LocalCopier.record("ObjectTagging:Put", ["key": "k"])]))
        _ = try await bed.run(.object(["sweep": .bool(true)]))
        bed.change { $0.s3.delete(LocalCopier.source, "k") }
        _ = try await bed.run(LocalCopier.batch([LocalCopier.record("ObjectRemoved:Delete", ["key": "k"])]))
        let without = bed.server.requests.filter {
            $0.target.hasPrefix("/example-target") && $0.header("x-amz-expected-bucket-owner") == nil
        }.map { "\($0.method) \($0.target)" }
        #expect(without == [])
    }

    // What S3 says of metadata is somebody else's text: decoded it must not end a header line.
    @Test func metadataCannotAddHeaders() async throws {
        let bed = try LocalCopier(LocalCopier.inParts)
        defer { bed.stop() }
        let outcomes = try await bed.drain(
            [
                bed.put("big", size: LocalCopier.part * 3) {
                    $0.properties = ["x-amz-meta-a": "=?UTF-8?Q?x=0D=0AX-Injected:_yes?="]
                }
            ],
            limit: 10
        )
        #expect(!bed.server.requests.contains { $0.header("x-injected") != nil })
        #expect(bed.copy() != nil, "\(outcomes)")
    }
}
