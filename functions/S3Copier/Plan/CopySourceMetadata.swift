/// The mark in a copy's metadata of the source it was made of: ETag and version, and the bucket where removals need it.
///
/// ETags differ for equal bytes that were uploaded in other parts or encrypted with a KMS key. Where there is no checksum
/// either, the mark proves that a copy is made: repeated deliveries and two mirrors of each other stop copying.
/// Where objects of several buckets may have one target, the bucket tells whose removal deletes the copy.
struct CopySourceMetadata: Sendable, Equatable {
    /// The metadata's name, without `x-amz-meta-`.
    static let name = "s3copier-source"
    /// S3 takes 2 KB of metadata, names and values together.
    /// https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingMetadata.html
    static let largestMetadata = 2_048

    let etag: String
    let version: String?
    let bucket: String?

    private static let bucketWord = "bucket="

    init(etag: String, version: String?, bucket: String? = nil) {
        self.etag = etag
        self.version = version
        self.bucket = bucket
    }

    /// `nil` for what is no mark.
    init?(_ text: String) {
        var words = text.split(separator: " ")
        bucket = words.last.flatMap { word in
            word.hasPrefix(Self.bucketWord) ? String(word.dropFirst(Self.bucketWord.count)) : nil
        }
        if bucket != nil { words.removeLast() }
        guard (1...2).contains(words.count) else { return nil }
        etag = String(words[0])
        version = words.count > 1 ? String(words[1]) : nil
    }

    var text: String { [etag, version, bucket.map { Self.bucketWord + $0 }].compactMap { $0 }.joined(separator: " ") }
}
