import AWSS3
import RedshiftSQL

/// A kind of files and the places where they appear.
struct PlannedSource: Sendable, Equatable {
    let name: String
    /// Each ends in a slash, unless the plan gives the beginning of names.
    let from: [S3Location]
    /// The end of the files' names; empty for every name.
    let suffix: String
    let rows: LoadSource

    /// An object is one of the source's files. Names that begin with `_` or `.` are markers and manifests.
    func has(_ object: S3Location) -> Bool {
        guard from.contains(where: { $0.contains(object) }), object.key.utf8.last != UInt8(ascii: "/"),
            object.key.utf8.reversed().starts(with: suffix.utf8.reversed())
        else { return false }
        let name = object.key.utf8.split(separator: UInt8(ascii: "/")).last?.first
        return name != UInt8(ascii: "_") && name != UInt8(ascii: ".")
    }
}
