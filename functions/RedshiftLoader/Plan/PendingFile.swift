import AWSS3

/// A file that waits to be loaded.
struct PendingFile: Sendable, Hashable {
    let location: S3Location
    let eTag: String
    let bytes: Int64
    /// Rows as the file or its manifest says; `nil`: unknown.
    var rows: Int64?
    /// The columns in the file's order, where they are known and matter: Parquet is matched by position.
    var columns: [String]?
}
