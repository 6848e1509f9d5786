import AWSClient
import FormEncoding
public import HTTPTransport
import UTCTime

extension S3 {
    /// Lists a bucket's open multipart uploads whose keys begin with a prefix, one page at a time. When the prefix is a
    /// whole key, the result also contains uploads of longer keys that begin with it.
    /// https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListMultipartUploads.html
    ///
    /// - Throws: `AWSError`, among others `AccessDenied` (needs s3:ListBucketMultipartUploads).
    public func listMultipartUploads(
        bucket: String,
        prefix: String = "",
        after marker: S3OpenUploads.Marker? = nil,
        headers: HTTPHeaders = [:],
        deadline: ContinuousClock.Instant? = nil
    ) async throws -> S3OpenUploads {
        let operation = AWSOperation<S3OpenUploads>(
            "ListMultipartUploads",
            .get,
            query: Self.query([
                ("encoding-type", "url"), ("key-marker", marker?.key), ("prefix", prefix),
                ("upload-id-marker", marker?.id), ("uploads", ""),
            ]),
            headers: headers,
            isIdempotent: true
        ) { response in
            guard let root = XMLElement.parse(response.body), root.name == "ListMultipartUploadsResult" else {
                return nil
            }
            let isEncoded = root.text(of: "EncodingType") == "url"
            let decoded = { (key: String) in isEncoded ? formDecoded(key) : key }
            var uploads: [S3OpenUpload] = []
            for element in root.children where element.name == "Upload" {
                guard let key = element.text(of: "Key"), let id = element.text(of: "UploadId") else { return nil }
                // A key that is no UTF-8 is none of ours, and must not hide the others.
                guard let key = decoded(key) else { continue }
                uploads.append(
                    S3OpenUpload(
                        key: key,
                        id: id,
                        initiator: element["Initiator"]?.text(of: "ID"),
                        initiated: element.text(of: "Initiated").flatMap(UTCTime.init(iso8601:))
                    )
                )
            }
            guard root.text(of: "IsTruncated") == "true", let key = root.text(of: "NextKeyMarker").flatMap(decoded),
                let id = root.text(of: "NextUploadIdMarker")
            else { return S3OpenUploads(uploads: uploads, next: nil) }
            return S3OpenUploads(uploads: uploads, next: .init(key: key, id: id))
        }
        return try await call(operation, on: bucket, deadline: deadline)
    }

    /// Lists those open multipart uploads of a bucket that `isWanted` selects, through all pages. The listing ends when
    /// a store repeats a marker.
    ///
    /// - Parameter isWanted: selects uploads; the others are not kept.
    /// - Throws: `AWSError`.
    public func openUploads(
        bucket: String,
        prefix: String = "",
        headers: HTTPHeaders = [:],
        deadline: ContinuousClock.Instant? = nil,
        where isWanted: (S3OpenUpload) -> Bool
    ) async throws -> [S3OpenUpload] {
        var found: [S3OpenUpload] = []
        var marker: S3OpenUploads.Marker?
        var seen: Set<S3OpenUploads.Marker> = []
        while true {
            let page = try await listMultipartUploads(
                bucket: bucket,
                prefix: prefix,
                after: marker,
                headers: headers,
                deadline: deadline
            )
            found += page.uploads.filter(isWanted)
            guard let next = page.next, seen.insert(next).inserted, !page.uploads.isEmpty else { return found }
            marker = next
        }
    }
}
