/// A bucket, and a key or a prefix in it.
///
/// Two locations are equal when their bytes are: S3 knows two keys where Unicode knows one text in two forms.
public struct S3Location: Sendable, Hashable, Codable, CustomStringConvertible {
    public let bucket: String
    /// Without a slash before it; may be empty.
    public let key: String

    public init(bucket: String, key: String) {
        self.bucket = bucket
        self.key = key
    }

    /// Reads `s3://bucket/key`. The key is taken byte for byte and may be missing.
    ///
    /// - Returns: `nil` for another scheme, and for a bucket that S3 would not let anybody create.
    public init?(_ url: String) {
        let scheme = "s3://".utf8
        guard url.utf8.starts(with: scheme) else { return nil }
        let rest = url.utf8.dropFirst(scheme.count)
        let end = rest.firstIndex(of: UInt8(ascii: "/")) ?? rest.endIndex
        let bucket = String(decoding: rest[..<end], as: UTF8.self)
        guard Self.isBucketName(bucket) else { return nil }
        self.init(bucket: bucket, key: String(decoding: rest[end...].dropFirst(), as: UTF8.self))
    }

    public var description: String { "s3://\(bucket)/\(key)" }

    /// The location whose key has the text behind it.
    public func appending(_ text: String) -> S3Location { S3Location(bucket: bucket, key: key + text) }

    /// Compares byte by byte whether the other location is this one or lies under it.
    public func contains(_ other: S3Location) -> Bool {
        other.bucket == bucket && other.key.utf8.starts(with: key.utf8)
    }

    public static func == (one: S3Location, other: S3Location) -> Bool {
        one.bucket.utf8.elementsEqual(other.bucket.utf8) && one.key.utf8.elementsEqual(other.key.utf8)
    }

    public func hash(into hasher: inout Hasher) {
        for byte in bucket.utf8 { hasher.combine(byte) }
        for byte in key.utf8 { hasher.combine(byte) }
    }

    /// Checks S3's rules for the names of general purpose buckets.
    /// https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
    public static func isBucketName(_ name: String) -> Bool {
        let bytes = Array(name.utf8)
        func isAlphanumeric(_ byte: UInt8) -> Bool {
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || isDigit(byte)
        }
        func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
        guard (3...63).contains(bytes.count), let first = bytes.first, let last = bytes.last, isAlphanumeric(first),
            isAlphanumeric(last), bytes.allSatisfy({ isAlphanumeric($0) || $0 == 0x2D || $0 == 0x2E })
        else { return false }
        let labels = bytes.split(separator: 0x2E, omittingEmptySubsequences: false)
        if labels.contains(where: \.isEmpty) { return false }
        // 192.168.0.1 would be taken for an address.
        if labels.count == 4, labels.allSatisfy({ $0.count <= 3 && $0.allSatisfy(isDigit) }) { return false }
        let reservedStarts = ["xn--", "sthree-"]
        // An access point's alias, a directory bucket, a table bucket: other things by a name like a bucket's.
        let reservedEnds = ["-s3alias", "--ol-s3", ".mrap", "--x-s3", "--table-s3"]
        return !reservedStarts.contains { bytes.starts(with: $0.utf8) }
            && !reservedEnds.contains { bytes.suffix($0.utf8.count).elementsEqual($0.utf8) }
    }
}
