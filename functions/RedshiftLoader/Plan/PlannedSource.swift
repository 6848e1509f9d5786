import AWSS3
import RedshiftSQL

/// A kind of files and the places where they appear.
struct PlannedSource: Sendable, Equatable {
    let name: String
    /// Prefixes of the files' keys. A folder's prefix ends in a slash.
    let from: [S3Location]
    /// The end of the files' names; empty for every name.
    let suffix: String
    let rows: LoadSource
    /// The files have a header, which says what the columns are. They are plain or gzip, which the function can unpack.
    var hasHeader = false

    /// A place is one of the source's, or lies under one.
    func isAt(_ place: S3Location) -> Bool {
        from.contains { $0.contains(place) || $0.folder == place }
    }

    /// Returns `true` for an object that is a file of the source. Names that begin with `_` or `.` are markers and manifests.
    func has(_ object: S3Location) -> Bool {
        guard from.contains(where: { $0.contains(object) }), object.key.utf8.last != UInt8(ascii: "/"),
            object.key.utf8.reversed().starts(with: suffix.utf8.reversed())
        else { return false }
        let name = object.key.utf8.split(separator: UInt8(ascii: "/")).last?.first
        return name != UInt8(ascii: "_") && name != UInt8(ascii: ".")
    }
}
