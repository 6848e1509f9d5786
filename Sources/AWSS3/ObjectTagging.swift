import AWSClient
import AWSSigning
import Base64Coding
public import HTTPTransport

extension S3 {
    /// The maximum length of the header `x-amz-tagging`, in bytes. Longer tags must be set with
    /// ``putObjectTags(_:bucket:key:version:headers:deadline:)``.
    public static let largestTaggingHeader = 2_048

    /// Writes tags as the value of the header `x-amz-tagging`.
    public static func taggingHeader(_ tags: [S3Tag]) -> String {
        tags.map { "\(PercentEncoding.encode($0.key))=\(PercentEncoding.encode($0.value))" }.joined(separator: "&")
    }

    /// Reads an object's tags.
    /// https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObjectTagging.html
    ///
    /// - Throws: `AWSError`, among others `NoSuchKey`, `AccessDenied` (needs s3:GetObjectTagging, or
    ///   s3:GetObjectVersionTagging for a version).
    public func objectTags(
        bucket: String,
        key: String,
        version: String? = nil,
        headers: HTTPHeaders = [:],
        deadline: ContinuousClock.Instant? = nil
    ) async throws -> [S3Tag] {
        let operation = try objectOperation(
            "GetObjectTagging",
            .get,
            bucket: bucket,
            key: key,
            query: Self.query([("tagging", ""), ("versionId", version)]),
            headers: headers,
            isIdempotent: true
        ) { response -> [S3Tag]? in
            guard let root = XMLElement.parse(response.body), root.name == "Tagging" else { return nil }
            return (root["TagSet"]?.children ?? []).filter { $0.name == "Tag" }.map {
                S3Tag(key: $0.text(of: "Key") ?? "", value: $0.text(of: "Value") ?? "")
            }
        }
        return try await call(operation, on: bucket, deadline: deadline)
    }

    /// Replaces an object's tags.
    /// https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObjectTagging.html
    ///
    /// - Parameter tags: at most 10.
    /// - Throws: `AWSError`, among others `NoSuchKey`, `AccessDenied` (needs s3:PutObjectTagging).
    public func putObjectTags(
        _ tags: [S3Tag],
        bucket: String,
        key: String,
        version: String? = nil,
        headers extra: HTTPHeaders = [:],
        deadline: ContinuousClock.Instant? = nil
    ) async throws {
        let set = tags.map {
            "<Tag><Key>\(escapedForXML($0.key))</Key><Value>\(escapedForXML($0.value))</Value></Tag>"
        }.joined()
        let body = Array(
            #"<Tagging xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><TagSet>\#(set)</TagSet></Tagging>"#.utf8
        )
        var headers = extra
        // This operation must carry a checksum of its body.
        headers.add("x-amz-checksum-sha256", Base64.encode(Digest.sha256(body)))
        var operation = try objectOperation(
            "PutObjectTagging",
            .put,
            bucket: bucket,
            key: key,
            query: Self.query([("tagging", ""), ("versionId", version)]),
            headers: headers,
            isIdempotent: true
        ) { _ in true }
        operation.body = body
        _ = try await call(operation, on: bucket, deadline: deadline)
    }
}
