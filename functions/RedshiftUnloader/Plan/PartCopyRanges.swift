/// Divides a large object into byte ranges, one for each request of the copy.
enum PartCopyRanges {
    /// The maximum number of bytes that one request copies. S3 copies about 10 to 100 megabytes a second in one
    /// request, and serves many requests at the same time.
    static let length: Int64 = 256 << 20

    /// The maximum number of parts that S3 allows in one upload. An object that needs more parts is not from UNLOAD:
    /// its files have 6.2 GB at most.
    static let mostParts: Int64 = 10_000

    /// Returns the byte ranges in which an object is copied in parts.
    ///
    /// - Parameter size: the object's size in bytes.
    /// - Returns: `nil` for an object that one request can copy. Also `nil` for an object with too many ranges: S3
    ///   refuses the single request.
    static func ranges(size: Int64) -> [Range<Int64>]? {
        guard size > length, size <= length * mostParts else { return nil }
        return stride(from: Int64(0), to: size, by: Int64.Stride(length)).map { start in
            start..<min(size, start + length)
        }
    }
}
