/// A part of an object.
public enum S3ByteRange: Sendable, Equatable {
    /// The last bytes, or the whole of an object that has fewer.
    case last(Int)
    /// - Parameter length: 1 or more; the object may end before.
    case from(Int64, length: Int)

    var header: String {
        switch self {
        case .last(let count): "bytes=-\(count)"
        case .from(let start, let length):
            "bytes=\(start)-\(start.addingReportingOverflow(Int64(length) - 1).partialValue)"
        }
    }
}
