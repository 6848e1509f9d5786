/// A bucket, and a key or a prefix in it.
///
/// Two locations are equal when their bytes are equal. Two Unicode forms of the same text are two different keys in S3.
public struct S3Location: Sendable, Hashable, Codable, CustomStringConvertible {
    public let bucket: String
    /// The key or prefix, without a slash at its beginning. It may be empty.
    public let key: String

    public init(bucket: String, key: String) {
        self.bucket = bucket
        self.key = key
    }

    /// Reads `s3://bucket/key`. The key is used byte for byte, and may be missing.
    ///
    /// - Returns: `nil` for another scheme, and for a bucket name that S3 does not allow.
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

    /// Returns the location with a text appended to its key.
    public func appending(_ text: String) -> S3Location { S3Location(bucket: bucket, key: key + text) }

    /// Checks, byte by byte, that `other` equals this location or is below it.
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

    /// Checks S3's rules for the names of general purpose buckets; see ``S3BucketName``.
    public static func isBucketName(_ name: String) -> Bool { S3BucketName.problem(of: name) == nil }
}
