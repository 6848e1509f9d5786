import AWSClient
import HTTPTransport

extension S3 {
    /// Reads a whole object of at most ``HTTPTransport/HTTPResponse/largestBody`` bytes, such as a plan, a manifest or
    /// a watermark.
    /// https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
    ///
    /// - Throws: `AWSError`, among others `NoSuchKey`, `NoSuchBucket`, `AccessDenied` (also for a key that does not
    ///   exist, when the caller may not list the bucket), `InvalidObjectState` (archived).
    public func getObject(
        bucket: String,
        key: String,
        version: String? = nil,
        deadline: ContinuousClock.Instant? = nil
    ) async throws -> S3Object {
        let operation = try objectOperation(
            "GetObject",
            .get,
            bucket: bucket,
            key: key,
            query: Self.query([("versionId", version)]),
            isIdempotent: true
        ) { S3Object(whole: $0) }
        return try await call(operation, on: bucket, deadline: deadline)
    }

    /// Reads a whole object, unless it still has the ETag that the caller knows.
    ///
    /// - Parameter eTag: the ETag that the caller knows, without quotes; `nil` reads the object in any case.
    /// - Returns: `nil` when the object still has that ETag (304).
    /// - Throws: `AWSError`; see ``getObject(bucket:key:version:deadline:)``.
    public func getObject(
        bucket: String,
        key: String,
        unless eTag: String?,
        deadline: ContinuousClock.Instant? = nil
    ) async throws -> S3Object? {
        let operation = try objectOperation(
            "GetObject",
            .get,
            bucket: bucket,
            key: key,
            headers: eTag.map { ["If-None-Match": "\"\($0)\""] } ?? [:],
            isIdempotent: true
        ) { S3Object(whole: $0) }
        do {
            return try await call(operation, on: bucket, deadline: deadline)
        } catch let error as AWSError where error.status == 304 {
            return nil
        }
    }
}
