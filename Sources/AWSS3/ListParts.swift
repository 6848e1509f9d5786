import AWSClient
import HTTPTransport

extension S3 {
    /// Lists an upload's parts in the order of their numbers: at most 1,000 parts after `marker`.
    /// https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListParts.html
    ///
    /// - Parameter limit: 1 to 1,000.
    /// - Returns: the parts, and the marker of the next page, `nil` after the last one.
    /// - Throws: `AWSError`, among others `NoSuchUpload`: the upload is completed, aborted, or never existed.
    public func listParts(
        of upload: S3MultipartUpload,
        after marker: Int = 0,
        limit: Int = 1_000,
        deadline: ContinuousClock.Instant? = nil
    ) async throws -> (parts: [S3Part], next: Int?) {
        var headers = HTTPHeaders()
        upload.target.addOwner(to: &headers)
        let operation = try objectOperation(
            "ListParts",
            .get,
            bucket: upload.target.bucket,
            key: upload.target.key,
            query: Self.query([
                ("max-parts", "\(limit)"), ("part-number-marker", "\(marker)"), ("uploadId", upload.id),
            ]),
            headers: headers,
            isIdempotent: true
        ) { response -> PartPage? in
            guard let root = XMLElement.parse(response.body), root.name == "ListPartsResult" else { return nil }
            var parts: [S3Part] = []
            for element in root.children where element.name == "Part" {
                guard let number = element.text(of: "PartNumber").flatMap({ Int($0) }),
                    let size = element.text(of: "Size").flatMap({ Int64($0) }), let etag = element.text(of: "ETag")
                else { return nil }
                var checksums: [String: String] = [:]
                for child in element.children where child.name.hasPrefix("Checksum") {
                    checksums[child.name] = child.text
                }
                parts.append(S3Part(number: number, size: size, etag: Self.unquoted(etag), checksums: checksums))
            }
            let isTruncated = root.text(of: "IsTruncated") == "true"
            return PartPage(
                parts: parts,
                next: isTruncated ? root.text(of: "NextPartNumberMarker").flatMap { Int($0) } : nil
            )
        }
        let page = try await call(operation, on: upload.target.bucket, deadline: deadline)
        return (page.parts, page.next)
    }
}

extension S3 {
    /// Lists those parts of an upload that have a number in `range`.
    ///
    /// - Parameter range: part numbers, 1 to 10,000.
    /// - Throws: `AWSError`, among others `NoSuchUpload`.
    public func parts(
        _ range: ClosedRange<Int>,
        of upload: S3MultipartUpload,
        deadline: ContinuousClock.Instant? = nil
    ) async throws -> [S3Part] {
        var all: [S3Part] = []
        var marker: Int? = range.lowerBound - 1
        while let after = marker, after < range.upperBound {
            let page = try await listParts(
                of: upload,
                after: after,
                limit: min(1_000, range.upperBound - after),
                deadline: deadline
            )
            all += page.parts.filter { range.contains($0.number) }
            // A marker that does not move would be read for ever.
            marker = page.next.flatMap { $0 > after ? $0 : nil }
        }
        return all
    }
}

private struct PartPage: Sendable {
    let parts: [S3Part]
    let next: Int?
}
