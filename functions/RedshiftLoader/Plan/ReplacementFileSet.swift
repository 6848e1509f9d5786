import AWSS3
import RedshiftSQL
import UTCTime

/// The whole content of a `replace` table at one time. Its files are loaded together or not at all; there may be none.
struct ReplacementFileSet: Sendable, Hashable, Codable {
    /// The manifest, the folder or the file by which the files were found.
    let place: S3Location
    /// The ETag of a manifest or a file; empty for a folder.
    let eTag: String
    /// The time of the newest file, or of the manifest: an older snapshot does not replace a newer one.
    var time: UTCTime

    /// `true` when the files are all those of the folder.
    var isListed = false

    /// The snapshot in the ledger's form.
    var ledgered: ReplacementLedgerEntry {
        ReplacementLedgerEntry(time: time.rfc3339, place: LoadFile(place, eTag: eTag, bytes: 0, rows: 0))
    }
}

extension S3Location {
    /// The name of a dataset's list of files, which is written last.
    static let successName = "_SUCCESS.json"

    /// The location with everything behind the key's last slash taken away.
    var folder: S3Location {
        let end = key.utf8.lastIndex(of: UInt8(ascii: "/")).map { key.utf8.index(after: $0) } ?? key.utf8.startIndex
        return S3Location(bucket: bucket, key: String(decoding: key.utf8[..<end], as: UTF8.self))
    }

    var isSuccessFile: Bool {
        key.utf8.count - folder.key.utf8.count == Self.successName.utf8.count
            && key.utf8.reversed().starts(with: Self.successName.utf8.reversed())
    }
}
