import AWSClient
import FormEncoding
import HTTPTransport

extension S3 {
    /// Lists objects by key prefix, one page at a time, in the byte order of their keys.
    /// https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html
    ///
    /// - Parameters:
    ///   - startAfter: the listing begins after this key. An object with this key need not exist.
    ///   - limit: the maximum number of keys of a page, 1 to 1,000; `nil` means 1,000.
    ///   - continuation: the ``S3Listing/continuation`` of the page before.
    /// - Throws: `AWSError`, among others `NoSuchBucket`, `AccessDenied` (needs s3:ListBucket); `StandingMarker` when
    ///   a store returns the same continuation again, so that the listing would never end.
    public func listObjects(
        bucket: String,
        prefix: String,
        startAfter: String? = nil,
        limit: Int? = nil,
        continuation: String? = nil,
        deadline: ContinuousClock.Instant? = nil
    ) async throws -> S3Listing {
        let operation = AWSOperation<S3Listing>(
            "ListObjectsV2",
            .get,
            // Sorted by name, as the signature wants it. Encoded keys: XML cannot hold every one of them.
            query: Self.query([
                ("continuation-token", continuation), ("encoding-type", "url"), ("list-type", "2"),
                ("max-keys", limit.map { "\($0)" }), ("prefix", prefix), ("start-after", startAfter),
            ]),
            isIdempotent: true
        ) { response in
            guard let root = XMLElement.parse(response.body), root.name == "ListBucketResult" else { return nil }
            // Form-encoded, as in notifications: a space comes as `+`. A store that ignored the wish does not say it.
            let isEncoded = root.text(of: "EncodingType") == "url"
            let decoded = { (key: String) in isEncoded ? formDecoded(key) : key }
            var objects: [S3ListedObject] = []
            for entry in root.children where entry.name == "Contents" {
                guard let key = entry.text(of: "Key").flatMap(decoded),
                    let size = entry.text(of: "Size").flatMap({ Int64($0) })
                else { return nil }
                objects.append(
                    S3ListedObject(
                        key: key,
                        size: size,
                        etag: Self.unquoted(entry.text(of: "ETag") ?? ""),
                        lastModified: entry.text(of: "LastModified")
                    )
                )
            }
            guard root.text(of: "IsTruncated") == "true" else { return S3Listing(objects: objects, continuation: nil) }
            // Without a token the rest of the objects would be left out unnoticed.
            guard let next = root.text(of: "NextContinuationToken"), !next.isEmpty else { return nil }
            return S3Listing(objects: objects, continuation: next)
        }
        let listing = try await call(operation, on: bucket, deadline: deadline)
        guard listing.continuation == nil || listing.continuation != continuation else {
            throw AWSError.repeatedMarker(service: Self.service.name, operation: operation.name)
        }
        return listing
    }
}
