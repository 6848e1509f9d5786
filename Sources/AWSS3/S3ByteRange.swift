/// A range of an object's bytes.
public enum S3ByteRange: Sendable, Equatable {
    /// The last bytes of an object, or the whole object when it has fewer.
    case last(Int)
    /// A number of bytes, beginning at an offset.
    ///
    /// - Parameter length: 1 or more; the object may end earlier.
    case from(Int64, length: Int)

    var header: String {
        switch self {
        case .last(let count): "bytes=-\(count)"
        case .from(let start, let length):
            "bytes=\(start)-\(start.addingReportingOverflow(Int64(length) - 1).partialValue)"
        }
    }
}
