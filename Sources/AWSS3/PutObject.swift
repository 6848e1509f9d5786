import AWSClient
public import HTTPTransport

extension S3 {
    /// A condition on the key's current object. When it is not met, nothing is written.
    /// https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
    public enum WriteCondition: Sendable, Equatable {
        /// Writes only when the key has no object.
        case absent
        /// Overwrites only an object that has this ETag (without quotes).
        case etag(String)

        var header: (name: String, value: String) {
            switch self {
            case .absent: ("If-None-Match", "*")
            case .etag(let etag): ("If-Match", "\"\(etag)\"")
            }
        }
    }

    /// Writes a small object.
    /// https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html
    ///
    /// - Returns: the new object's ETag, without quotes.
    /// - Throws: `AWSError`, among others `PreconditionFailed` (412) and `ConditionalRequestConflict` (409: another
    ///   write was made at the same time). A conditional write that is retried after a lost answer may be refused
    ///   because of its own first attempt.
    public func putObject(
        _ bytes: [UInt8],
        bucket: String,
        key: String,
        contentType: String = "application/octet-stream",
        if condition: WriteCondition? = nil,
        headers extra: HTTPHeaders = [:],
        deadline: ContinuousClock.Instant? = nil
    ) async throws -> String {
        var headers = extra
        headers["Content-Type"] = contentType
        if let condition { headers.add(condition.header.name, condition.header.value) }
        var operation = try objectOperation(
            "PutObject",
            .put,
            bucket: bucket,
            key: key,
            headers: headers,
            isIdempotent: true
        ) { $0.headers["ETag"].map(Self.unquoted) }
        operation.body = bytes
        return try await call(operation, on: bucket, deadline: deadline)
    }
}
