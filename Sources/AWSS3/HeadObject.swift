import AWSClient
import AWSSigning
public import HTTPTransport

extension S3 {
    /// Reads an object's headers.
    /// https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadObject.html
    ///
    /// - Parameters:
    ///   - version: names one version; `nil` means the current one.
    ///   - part: the number of one part, for an object that was uploaded in parts. The size is then that part's size.
    ///   - wantsChecksums: requests the object's checksums (needs kms:Decrypt for objects under a KMS key).
    /// - Returns: `nil` for a 404, when the object, the version or the bucket does not exist (an answer without a
    ///   body does not say which), and for a 405, when the version is a delete marker.
    /// - Throws: `AWSError`; its code is a substitute such as `HTTP403`, because the answer to a HEAD has no body.
    public func headObject(
        bucket: String,
        key: String,
        version: String? = nil,
        part: Int? = nil,
        wantsChecksums: Bool = false,
        headers extra: HTTPHeaders = [:],
        deadline: ContinuousClock.Instant? = nil
    ) async throws -> S3ObjectHead? {
        var headers = extra
        if wantsChecksums { headers.add("x-amz-checksum-mode", "ENABLED") }
        let operation = try objectOperation(
            "HeadObject",
            .head,
            bucket: bucket,
            key: key,
            query: Self.query([("partNumber", part.map { "\($0)" }), ("versionId", version)]),
            headers: headers,
            isIdempotent: true
        ) { S3ObjectHead(headers: $0.headers) }
        do {
            return try await call(operation, on: bucket, deadline: deadline)
        } catch let error as AWSError where error.status == 404 || (error.status == 405 && version != nil) {
            return nil
        }
    }

    /// Writes a query string: the parameters percent-encoded and in the given order. Parameters without a value are
    /// left out.
    static func query(_ parameters: [(name: String, value: String?)]) -> String {
        parameters.compactMap { name, value in value.map { "\(name)=\(PercentEncoding.encode($0))" } }
            .joined(separator: "&")
    }

    /// Removes the quotes around an ETag.
    static func unquoted(_ etag: String) -> String {
        var etag = etag
        let unquoted = etag.withUTF8 { bytes -> String? in
            let quotes = bytes.reduce(0) { $0 &+ ($1 == UInt8(ascii: "\"") ? 1 : 0) }
            guard quotes > 0 else { return nil }
            // Nearly always the first byte and the last one.
            if quotes == 2, bytes.first == UInt8(ascii: "\""), bytes.last == UInt8(ascii: "\"") {
                return String(decoding: UnsafeBufferPointer(rebasing: bytes[1..<bytes.count - 1]), as: UTF8.self)
            }
            return String(decoding: bytes.filter { $0 != UInt8(ascii: "\"") }, as: UTF8.self)
        }
        return unquoted ?? etag
    }
}
