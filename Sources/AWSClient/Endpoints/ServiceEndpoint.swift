import AWSSigning

/// One service's base URL, with no slash at its end.
public struct ServiceEndpoint: Sendable, Equatable {
    public let base: String
    let isCustom: Bool

    var usesTLS: Bool { base.hasPrefix("https:") }

    /// The base URL and path prefix for one S3 bucket. AWS's are virtual-hosted. Those of a custom endpoint, and of names with a
    /// dot, which the wildcard certificate does not cover, are path-style. What is no bucket's name stays one segment of the path.
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
