import AWSClient
import AWSSigning
public import HTTPTransport

/// What S3 says of an object in the headers of HEAD and GET.
public struct S3ObjectHead: Sendable, Equatable {
    public let headers: HTTPHeaders

    public init(headers: HTTPHeaders) { self.headers = headers }

    /// Without quotes.
    public var etag: String? { headers["ETag"].map(S3.unquoted) }
    /// Bytes. For a range or a part that was asked for, those of it; ``S3ObjectHead/partOfSize`` has the whole.
    public var size: Int64? { headers["Content-Length"].flatMap { Int64($0) } }
    /// The whole object's bytes, when only a part was asked for: behind the slash of `Content-Range`.
    public var partOfSize: Int64? {
        headers["Content-Range"]?.split(separator: "/").last.flatMap { Int64($0) }
    }
    /// `nil` in a bucket that never was versioned.
    public var versionID: String? { headers["x-amz-version-id"] }
    /// As HTTP writes dates.
    public var lastModified: String? { headers["Last-Modified"] }
    /// `STANDARD` is never said.
    public var storageClass: String { headers["x-amz-storage-class"] ?? "STANDARD" }
    /// How many parts it was uploaded in; told only when a part was asked for.
    public var partCount: Int? { headers["x-amz-mp-parts-count"].flatMap { Int($0) } }
    public var tagCount: Int { headers["x-amz-tagging-count"].flatMap { Int($0) } ?? 0 }
    /// The user's metadata, by name without `x-amz-meta-`.
    public var metadata: [String: String] {
        var metadata: [String: String] = [:]
        let prefix = "x-amz-meta-"
        for field in headers.fields where field.name.lowercased().hasPrefix(prefix) {
            let name = String(field.name.lowercased().dropFirst(prefix.utf8.count))
            metadata[name] = metadata[name].map { "\($0),\(field.value)" } ?? field.value
        }
        return metadata
    }
}

extension S3 {
    /// Reads an object's headers.
    /// https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadObject.html
    ///
    /// - Parameters:
    ///   - version: names one version; `nil` means the current one.
    ///   - part: of an object that was uploaded in parts: the size is then that part's.
    ///   - wantsChecksums: asks for the object's checksums (needs kms:Decrypt for objects under a KMS key).
    /// - Returns: `nil` for a 404: no such object, version or bucket, which an answer without a body does not tell apart.
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
        } catch let error as AWSError where error.status == 404 {
            return nil
        }
    }

    /// Percent-encoded, in the order given; what has no value is left out.
    static func query(_ parameters: [(name: String, value: String?)]) -> String {
        parameters.compactMap { name, value in value.map { "\(name)=\(PercentEncoding.encode($0))" } }
            .joined(separator: "&")
    }

    /// ETags come in quotes and are told without.
    static func unquoted(_ etag: String) -> String {
        String(decoding: etag.utf8.filter { $0 != UInt8(ascii: "\"") }, as: UTF8.self)
    }
}
