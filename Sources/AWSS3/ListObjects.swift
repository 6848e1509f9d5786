import AWSClient
import FormEncoding
import HTTPTransport

/// One object of a listing.
public struct S3ListedObject: Sendable, Equatable {
    public let key: String
    /// Bytes.
    public let size: Int64
    /// Without quotes.
    public let etag: String
    /// ISO 8601; S3 tells it in whole seconds.
    public let lastModified: String?

    public init(key: String, size: Int64, etag: String, lastModified: String? = nil) {
        self.key = key
        self.size = size
        self.etag = etag
        self.lastModified = lastModified
    }
}

/// At most 1,000 objects of a listing.
public struct S3Listing: Sendable, Equatable {
    public let objects: [S3ListedObject]
    /// Gives the next page; `nil` after the last one.
    public let continuation: String?
}

extension S3 {
    /// Lists objects by prefix, in the order of their keys' bytes, a page at a time.
    /// https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html
    ///
    /// - Throws: `AWSError`, among others `NoSuchBucket`, `AccessDenied` (needs s3:ListBucket).
    public func listObjects(
        bucket: String,
        prefix: String,
        continuation: String? = nil,
        deadline: ContinuousClock.Instant? = nil
    ) async throws -> S3Listing {
        let operation = AWSOperation<S3Listing>(
            "ListObjectsV2",
            .get,
            // Sorted by name, as the signature wants it. Encoded keys: XML cannot hold every one of them.
            query: Self.query([
                ("continuation-token", continuation), ("encoding-type", "url"), ("list-type", "2"), ("prefix", prefix),
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
            let isTruncated = root.text(of: "IsTruncated") == "true"
            return S3Listing(
                objects: objects,
                continuation: isTruncated ? root.text(of: "NextContinuationToken") : nil
            )
        }
        return try await call(operation, on: bucket, deadline: deadline)
    }
}
