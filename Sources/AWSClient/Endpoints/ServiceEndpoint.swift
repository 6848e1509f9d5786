import AWSSigning

/// The base URL of one service, without a slash at its end.
public struct ServiceEndpoint: Sendable, Equatable {
    public let base: String
    let isCustom: Bool

    var usesTLS: Bool { base.hasPrefix("https:") }

    /// Returns the base URL and the path prefix of one S3 bucket. An AWS endpoint is virtual-hosted: the host name
    /// begins with the bucket's name. A custom endpoint is path-style, and so is a bucket with a dot in its name, which
    /// AWS's wildcard certificate does not cover. A text that cannot be a bucket's name stays one segment of the path.
    public func forBucket(_ bucket: String) -> (base: String, pathPrefix: String) {
        guard !isCustom, isHostLabel(bucket) else { return (base, "/\(PercentEncoding.encode(bucket))") }
        return ("https://\(bucket).\(base.dropFirst("https://".utf8.count))", "")
    }
}

private func isHostLabel(_ bucket: String) -> Bool {
    let bytes = Array(bucket.utf8)
    let isAlphanumeric = { (byte: UInt8) in (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) }
    guard (3...63).contains(bytes.count), let first = bytes.first, let last = bytes.last else { return false }
    return isAlphanumeric(first) && isAlphanumeric(last) && bytes.allSatisfy { isAlphanumeric($0) || $0 == 0x2D }
}
