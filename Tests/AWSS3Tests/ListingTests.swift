import AWSClient
import AWSSigning
import HTTPTransport
import TestSupport
import Testing

@testable import AWSS3

/// A listing whose marker does not move on ends, and a listing of objects that cannot be complete is an error: others count by it.
@Suite struct ListingTests {
    private func s3(_ reply: @escaping @Sendable (LoopbackServer.Request) -> LoopbackServer.Reply) throws
        -> (LoopbackServer, S3)
    {
        let server = try LoopbackServer(reply)
        return (server, try S3(.at(server)))
    }

    private static func objects(_ keys: [String], next: String?, isTruncated: Bool) -> String {
        let contents = keys.map { "<Contents><Key>\($0)</Key><Size>1</Size></Contents>" }.joined()
        let token = next.map { "<NextContinuationToken>\($0)</NextContinuationToken>" } ?? ""
        return "<ListBucketResult><IsTruncated>\(isTruncated)</IsTruncated>\(token)\(contents)</ListBucketResult>"
    }

    @Test func aTruncatedListingOfObjectsWithoutATokenIsAnError() async throws {
        let (server, s3) = try s3 { _ in .status(200, body: Self.objects(["a"], next: nil, isTruncated: true)) }
        defer { server.stop() }
        await #expect(throws: AWSError.self) { try await s3.listObjects(bucket: "example", prefix: "") }
    }

    @Test func aTokenThatDoesNotMoveIsAnError() async throws {
        let (server, s3) = try s3 { _ in .status(200, body: Self.objects(["a"], next: "same", isTruncated: true)) }
        defer { server.stop() }
        let first = try await s3.listObjects(bucket: "example", prefix: "")
        #expect(first.continuation == "same")
        let error = await #expect(throws: AWSError.self) {
            try await s3.listObjects(bucket: "example", prefix: "", continuation: "same")
        }
        #expect(error?.code == "RepeatedMarker")
    }

    @Test(arguments: [["x", "x"], ["x", "y", "x"], ["b", "a", "b"], ["x", "y", "z", "y"]])
    func aListingOfUploadsWhoseMarkerComesBackEnds(ids: [String]) async throws {
        let count = SharedCount()
        let (server, s3) = try s3 { _ in
            let id = ids[min(count.next() - 1, ids.count - 1)]
            return .status(
                200,
                body:
                    "<ListMultipartUploadsResult><IsTruncated>true</IsTruncated><NextKeyMarker>k</NextKeyMarker><NextUploadIdMarker>\(id)</NextUploadIdMarker><Upload><Key>k</Key><UploadId>\(id)</UploadId></Upload></ListMultipartUploadsResult>"
            )
        }
        defer { server.stop() }
        let found = try await s3.openUploads(bucket: "example") { _ in true }
        #expect(server.requests.count <= ids.count)
        #expect(Set(found.map(\.id)) == Set(ids))
    }

    /// One upload under a key that cannot be read hides no other.
    @Test func anUploadWhoseKeyCannotBeReadIsLeftOut() async throws {
        let uploads = ["%FF", "a%26%23x3%3B", "b"].map {
            "<Upload><Key>\($0)</Key><UploadId>u-\($0.count)</UploadId></Upload>"
        }
        let (server, s3) = try s3 { _ in
            .status(
                200,
                body:
                    "<ListMultipartUploadsResult><EncodingType>url</EncodingType><IsTruncated>false</IsTruncated>\(uploads.joined())</ListMultipartUploadsResult>"
            )
        }
        defer { server.stop() }
        #expect(try await s3.openUploads(bucket: "example") { _ in true }.map(\.key) == ["a&#x3;", "b"])
    }

    @Test(arguments: [0, 5, 4, -1, Int.max]) func aListingOfPartsWhoseMarkerDoesNotMoveEnds(marker: Int) async throws {
        let (server, s3) = try s3 { _ in
            .status(
                200,
                body:
                    "<ListPartsResult><IsTruncated>true</IsTruncated><NextPartNumberMarker>\(marker)</NextPartNumberMarker><Part><PartNumber>7</PartNumber><Size>1</Size><ETag>e</ETag></Part></ListPartsResult>"
            )
        }
        defer { server.stop() }
        let upload = S3MultipartUpload(target: S3CopyTarget(bucket: "example", key: "k"), id: "u")
        let parts = try await s3.parts(6...9, of: upload)
        #expect(parts.allSatisfy { $0.number == 7 })
        #expect(server.requests.count <= 2)
    }
}
