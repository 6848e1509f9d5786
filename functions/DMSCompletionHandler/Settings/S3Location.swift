/// `s3://bucket/key`.
struct S3Location: Sendable, Equatable, CustomStringConvertible {
    let bucket: String
    let key: String

    init(bucket: String, key: String) {
        self.bucket = bucket
        self.key = key
    }

    init?(uri: String) {
        guard uri.hasPrefix("s3://") else { return nil }
        let rest = uri.utf8.dropFirst(5)
        guard let slash = rest.firstIndex(of: UInt8(ascii: "/")) else { return nil }
        bucket = String(rest[..<slash]) ?? ""
        key = String(rest[rest.index(after: slash)...]) ?? ""
        guard !bucket.isEmpty, !key.isEmpty else { return nil }
    }

    var description: String { "s3://\(bucket)/\(key)" }
}
