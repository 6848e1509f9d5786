import AWSS3
import RedshiftSQL
import UTCTime

/// A snapshot: the whole content of a `replace` table at one time. The files are loaded together or not at all; there
/// may be none.
struct ReplacementFileSet: Sendable, Hashable, Codable {
    /// The place where the snapshot's files were found: a manifest, a folder or a file.
    let place: S3Location
    /// The ETag of a manifest or a file; empty for a folder.
    let eTag: String
    /// The time of the newest file, or of the manifest. An older snapshot does not replace a newer one.
    var time: UTCTime

    /// `true` when the snapshot consists of all files in the folder ``place``.
    var isListed = false

    /// The snapshot as an entry of the ledger.
    var ledgered: ReplacementLedgerEntry {
        ReplacementLedgerEntry(time: time.rfc3339, place: LoadFile(place, eTag: eTag, bytes: 0, rows: 0))
    }
}

extension S3Location {
    /// The name of the file that lists a dataset's files. It is written last.
    static let successName = "_SUCCESS.json"

    /// The folder that contains the location. Its key ends in a slash.
    var folder: S3Location {
        let end = key.utf8.lastIndex(of: UInt8(ascii: "/")).map { key.utf8.index(after: $0) } ?? key.utf8.startIndex
        return S3Location(bucket: bucket, key: String(decoding: key.utf8[..<end], as: UTF8.self))
    }

    var isSuccessFile: Bool {
        key.utf8.count - folder.key.utf8.count == Self.successName.utf8.count
            && key.utf8.reversed().starts(with: Self.successName.utf8.reversed())
    }
}
