/// The ranges by which a large object is copied.
enum PartCopyRanges {
    /// Bytes that one request copies. S3 copies some ten to a hundred megabytes a second in a request, and many requests
    /// at a time.
    static let length: Int64 = 256 << 20

    /// S3's limit. A larger object than so many ranges cover is none of UNLOAD's, whose files have 6.2 GB at most.
    static let mostParts: Int64 = 10_000

    /// - Parameter size: bytes of the object.
    /// - Returns: `nil` for an object that one request copies, and for one that has too many ranges: S3 refuses that request.
    static func ranges(size: Int64) -> [Range<Int64>]? {
        guard size > length, size <= length * mostParts else { return nil }
        return stride(from: Int64(0), to: size, by: Int64.Stride(length)).map { start in
            start..<min(size, start + length)
        }
    }
}
