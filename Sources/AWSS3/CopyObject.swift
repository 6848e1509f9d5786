import AWSClient
public import HTTPTransport

extension S3 {
    /// Copies an object of at most 5 GB within S3, metadata and tags included.
    /// https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html
    ///
    /// S3 may answer 200 first and report a failure later, in the body: only a `CopyObjectResult` with an ETag is a
    /// success. S3 sends nothing while it copies, for minutes if the object is large. Such silence is not a failure
    /// here; only the deadline ends the call.
    ///
    /// - Parameters:
    ///   - properties: the copy's own system headers and `x-amz-meta-…`, all of them, in place of the source's; `nil`
    ///     for the source's. Tags are the source's either way.
    ///   - condition: the condition on the target without which nothing is copied.
    /// - Throws: `AWSError`, among others `NoSuchKey` (404), `PreconditionFailed` (412: the source's ETag has
    ///   changed, or the condition on the target is not met), `ConditionalRequestConflict` (409), `AccessDenied`,
    ///   `ObjectNotInActiveTierError`, `InvalidRequest` or `EntityTooLarge` (over 5 GB).
    public func copyObject(
        from source: S3CopySource,
        to target: S3CopyTarget,
        properties: HTTPHeaders? = nil,
        if condition: WriteCondition? = nil,
        deadline: ContinuousClock.Instant? = nil
    ) async throws -> S3CopyResult {
        var headers = properties ?? HTTPHeaders()
        if properties != nil { headers.add("x-amz-metadata-directive", "REPLACE") }
        source.addHeaders(to: &headers)
        target.addHeaders(to: &headers)
        if let condition { headers.add(condition.header.name, condition.header.value) }
        let operation = try objectOperation(
            "CopyObject",
            .put,
            bucket: target.bucket,
            key: target.key,
            headers: headers,
            isIdempotent: true,
            limits: .longPoll
        ) { response -> S3CopyResult? in
            guard let root = XMLElement.parse(response.body), root.name == "CopyObjectResult",
                let etag = root.text(of: "ETag"), !etag.isEmpty
            else { return nil }
            return S3CopyResult(
                etag: Self.unquoted(etag),
                versionID: response.headers["x-amz-version-id"]
            )
        }
        return try await call(operation, on: target.bucket, deadline: deadline)
    }
}
