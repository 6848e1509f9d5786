import AWSClient
import HTTPTransport

extension S3 {
    /// Reads a part of an object. The part has at most ``HTTPTransport/HTTPResponse/largestBody`` bytes.
    /// https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
    ///
    /// - Throws: `AWSError`, among others `InvalidRange` for an empty object.
    public func getObject(
        bucket: String,
        key: String,
        range: S3ByteRange,
        deadline: ContinuousClock.Instant? = nil
    ) async throws -> [UInt8] {
        let operation = try objectOperation(
            "GetObject",
            .get,
            bucket: bucket,
            key: key,
            headers: ["Range": range.header],
            isIdempotent: true
        ) { S3Object(whole: $0)?.bytes }
        return try await call(operation, on: bucket, deadline: deadline)
    }
}
