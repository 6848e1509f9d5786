/// The mark in a copy's metadata that names the copy's source. It contains the source's ETag and version, and the
/// source's bucket where removals need it.
///
/// Equal bytes have different ETags if they were uploaded in other parts or encrypted with a KMS key. If there is no
/// checksum either, the mark proves that the copy was made. So repeated deliveries, and two mirrors of each other, stop
/// copying. Where objects of several buckets may have one target, only a removal in the mark's bucket deletes the copy.
struct CopySourceMetadata: Sendable, Equatable {
    /// The name of the metadata entry, without `x-amz-meta-`.
    static let name = "s3copier-source"
    /// The maximum size, in bytes, of an object's metadata in S3: 2 KB for names and values together.
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

    /// Reads the text of a mark; `nil` when the text is not a mark.
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
