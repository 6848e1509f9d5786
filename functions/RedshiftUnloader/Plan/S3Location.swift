/// A bucket and a key or prefix in it.
struct S3Location: Sendable, Equatable, Codable, CustomStringConvertible {
    let bucket: String
    /// Without a slash before it; may be empty.
    let key: String

    init(bucket: String, key: String) {
        self.bucket = bucket
        self.key = key
    }

    /// Reads `s3://bucket/key`. The key is taken byte for byte.
    init?(_ url: String) {
        guard url.hasPrefix("s3://") else { return nil }
        let rest = url.utf8.dropFirst(5)
        let end = rest.firstIndex(of: UInt8(ascii: "/")) ?? rest.endIndex
        let bucket = String(decoding: rest[..<end], as: UTF8.self)
        guard Self.isBucketName(bucket) else { return nil }
        self.init(bucket: bucket, key: String(decoding: rest[end...].dropFirst(), as: UTF8.self))
    }

    var description: String { "s3://\(bucket)/\(key)" }

    func appending(_ text: String) -> S3Location { S3Location(bucket: bucket, key: key + text) }

    /// By S3's rules for new buckets. Redshift does not take an access point's alias, which would pass for a bucket.
    /// https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
    static func isBucketName(_ name: String) -> Bool {
        let bytes = Array(name.utf8)
        func isAlphanumeric(_ byte: UInt8?) -> Bool {
            guard let byte else { return false }
            return (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte)
        }
        return (3...63).contains(bytes.count) && isAlphanumeric(bytes.first) && isAlphanumeric(bytes.last)
            && bytes.allSatisfy { isAlphanumeric($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: ".") }
            && !name.hasSuffix("-s3alias")
    }
}
