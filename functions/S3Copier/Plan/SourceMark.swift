/// The mark in a copy's metadata of the source it was made of: ETag and version.
///
/// ETags differ for equal bytes that were uploaded in other parts or encrypted with a KMS key. Where there is no checksum
/// either, the mark proves that a copy is made: repeated deliveries and two mirrors of each other stop copying.
struct SourceMark: Sendable, Equatable {
    /// The metadata's name, without `x-amz-meta-`.
    static let name = "s3copier-source"
    /// S3 takes 2 KB of metadata, names and values together.
    /// https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingMetadata.html
    static let largestMetadata = 2_048

    let etag: String
    let version: String?

    init(etag: String, version: String?) {
        self.etag = etag
        self.version = version
    }

    /// `nil` for what is no mark.
    init?(_ text: String) {
        let words = text.split(separator: " ")
        guard (1...2).contains(words.count) else { return nil }
        etag = String(words[0])
        version = words.count > 1 ? String(words[1]) : nil
    }

    var text: String { [etag, version].compactMap { $0 }.joined(separator: " ") }
}
