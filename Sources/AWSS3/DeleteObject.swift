import AWSClient
public import HTTPTransport

extension S3 {
    /// Deletes an object. In a versioned bucket, a delete without a version adds a delete marker. Deleting an object
    /// that does not exist causes no error.
    /// https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObject.html
    ///
    /// - Throws: `AWSError`, among others `PreconditionFailed` (412) when the object is not the one in the condition.
    public func deleteObject(
        bucket: String,
        key: String,
        version: String? = nil,
        if condition: WriteCondition? = nil,
        headers extra: HTTPHeaders = [:],
        deadline: ContinuousClock.Instant? = nil
    ) async throws {
        var headers = extra
        if let condition { headers.add(condition.header.name, condition.header.value) }
        let operation = try objectOperation(
            "DeleteObject",
            .delete,
            bucket: bucket,
            key: key,
            query: Self.query([("versionId", version)]),
            headers: headers,
            isIdempotent: true
        ) { _ in true }
        _ = try await call(operation, on: bucket, deadline: deadline)
    }
}
