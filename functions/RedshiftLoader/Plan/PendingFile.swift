import AWSS3
import UTCTime

/// A file that waits to be loaded.
struct PendingFile: Sendable, Hashable, Codable {
    let location: S3Location
    let eTag: String
    let bytes: Int64
    /// The number of rows that the file or its manifest states; `nil` when neither does.
    var rows: Int64?
    /// The file's column names in order; `nil` when they are not known, or do not matter.
    ///
    /// They matter if Redshift matches columns by position, as for Parquet. The list is empty when the columns matter
    /// but cannot be read: ``types`` then contains the reason.
    var columns: [String]?
    /// The types of ``columns`` in the same order, as texts of ``FileType``; `nil` when they are not known.
    var types: [String]?
    /// The time at which the file was written; `nil` when unknown.
    var writtenAt: UTCTime?

    private enum CodingKeys: String, CodingKey {
        case location = "uri", eTag = "etag", bytes, rows, columns, types, writtenAt
    }

    init(
        location: S3Location,
        eTag: String,
        bytes: Int64,
        rows: Int64? = nil,
        columns: [String]? = nil,
        types: [String]? = nil,
        writtenAt: UTCTime? = nil
    ) {
        self.location = location
        self.eTag = eTag
        self.bytes = bytes
        self.rows = rows
        self.columns = columns
        self.types = types
        self.writtenAt = writtenAt
    }

    var hasKnownColumns: Bool { columns.map { !$0.isEmpty } ?? false }

    /// Returns a copy of this file whose columns are marked as unknown, with the reason why they cannot be read.
    func withUnknownColumns(_ reason: String) -> PendingFile {
        var file = self
        (file.columns, file.types) = ([], [FileType.unreadable(reason)])
        return file
    }

    /// The file without its columns and types. ``CompactFileList`` stores these once for many files.
    var withoutLayout: PendingFile {
        var file = self
        (file.columns, file.types) = (nil, nil)
        return file
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let text = try container.decode(String.self, forKey: .location)
        guard let location = S3Location(text) else {
            throw DecodingError.dataCorruptedError(forKey: .location, in: container, debugDescription: "no S3 location")
        }
        self.location = location
        eTag = try container.decode(String.self, forKey: .eTag)
        bytes = try container.decode(Int64.self, forKey: .bytes)
        rows = try container.decodeIfPresent(Int64.self, forKey: .rows)
        columns = try container.decodeIfPresent([String].self, forKey: .columns)
        types = try container.decodeIfPresent([String].self, forKey: .types)
        writtenAt = try container.decodeIfPresent(UTCTime.self, forKey: .writtenAt)
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(location.description, forKey: .location)
        try container.encode(eTag, forKey: .eTag)
        try container.encode(bytes, forKey: .bytes)
        try container.encodeIfPresent(rows, forKey: .rows)
        try container.encodeIfPresent(columns, forKey: .columns)
        try container.encodeIfPresent(types, forKey: .types)
        try container.encodeIfPresent(writtenAt, forKey: .writtenAt)
    }
}
