import AWSS3
import RedshiftSQL

/// A source of a plan: files of one kind, and the S3 prefixes under which they appear.
struct PlannedSource: Sendable, Equatable {
    let name: String
    /// Prefixes of the files' keys. The prefix of a folder ends in a slash.
    let from: [S3Location]
    /// The ending of the files' names, such as `.parquet`; empty when every name is accepted.
    let suffix: String
    let rows: LoadSource
    /// `true` when the files have a header that names the columns. Such files are plain or gzip, which the function can
    /// unpack.
    var hasHeader = false

    /// Returns `true` for a place under one of the source's prefixes, and for the folder of such a prefix.
    func isAt(_ place: S3Location) -> Bool {
        from.contains { $0.contains(place) || $0.folder == place }
    }

    /// Returns `true` for an object that is a file of the source. Names that begin with `_` or `.` are markers and
    /// manifests, not files.
    func has(_ object: S3Location) -> Bool {
        guard from.contains(where: { $0.contains(object) }), object.key.utf8.last != UInt8(ascii: "/"),
            object.key.utf8.reversed().starts(with: suffix.utf8.reversed())
        else { return false }
        let name = object.key.utf8.split(separator: UInt8(ascii: "/")).last?.first
        return name != UInt8(ascii: "_") && name != UInt8(ascii: ".")
    }
}
