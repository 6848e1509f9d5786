public import AWSS3

/// One file that is to be loaded.
public struct LoadFile: Sendable, Hashable {
    public let location: S3Location
    /// The file's ETag, which changes when the content changes.
    public let eTag: String
    public let bytes: Int64
    /// The number of rows that the file or its manifest states; `nil` when neither does.
    public let rows: Int64?

    public init(_ location: S3Location, eTag: String, bytes: Int64, rows: Int64?) {
        self.location = location
        self.eTag = eTag
        self.bytes = bytes
        self.rows = rows
    }
}
