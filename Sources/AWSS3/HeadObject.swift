import AWSClient
import AWSSigning
public import HTTPTransport

extension S3 {
    /// Reads an object's headers.
    /// https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadObject.html
    ///
    /// - Parameters:
    ///   - version: names one version; `nil` means the current one.
    ///   - part: of an object that was uploaded in parts: the size is then that part's.
    ///   - wantsChecksums: requests the object's checksums (needs kms:Decrypt for objects under a KMS key).
    /// - Returns: `nil` for a 404: no such object, version or bucket, which an answer without a body does not distinguish; and
    ///   for a 405: the version is a delete marker.
    /// - Throws: `AWSError`; its code is `HTTP403` and the like, as a HEAD has no body to hold one.
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

    /// The query string: percent-encoded, in the order given, without parameters that have no value.
    static func query(_ parameters: [(name: String, value: String?)]) -> String {
        parameters.compactMap { name, value in value.map { "\(name)=\(PercentEncoding.encode($0))" } }
            .joined(separator: "&")
    }

    /// The ETag without the quotes it comes in.
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
