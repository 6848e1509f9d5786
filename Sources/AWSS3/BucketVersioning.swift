import AWSClient
public import HTTPTransport

extension S3 {
    /// Returns `true` when versioning is enabled for a bucket. A delete then only adds a delete marker.
    /// https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketVersioning.html
    ///
    /// - Throws: `AWSError`, among others `AccessDenied` (needs s3:GetBucketVersioning).
    public func isVersioned(
        _ bucket: String,
        headers: HTTPHeaders = [:],
        deadline: ContinuousClock.Instant? = nil
    ) async throws -> Bool {
        let operation = AWSOperation<Bool>(
            "GetBucketVersioning",
            .get,
            query: "versioning=",
            headers: headers,
            isIdempotent: true
        ) { response in
            guard let root = XMLElement.parse(response.body), root.name == "VersioningConfiguration" else { return nil }
            return root.text(of: "Status") == "Enabled"
        }
        return try await call(operation, on: bucket, deadline: deadline)
    }
}
