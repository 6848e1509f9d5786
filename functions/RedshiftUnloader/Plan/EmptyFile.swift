import RedshiftSQL

/// The file of a dataset without rows: COPY refuses a manifest that names no file.
struct EmptyFile: Sendable, Equatable {
    let name: String
    let bytes: [UInt8]

    /// - Returns: `nil` for Parquet, whose file must have the query's columns.
    init?(_ options: UnloadOptions) {
        guard options.format != .parquet else { return nil }
        let suffix = options.fileExtension.map { ".\($0)" } ?? ""
        switch options.compression {
        case .none: (name, bytes) = ("empty_part_00\(suffix)", [])
        case .gzip: (name, bytes) = ("empty_part_00\(suffix.isEmpty ? ".gz" : suffix)", Self.gzip)
        case .bzip2: (name, bytes) = ("empty_part_00\(suffix.isEmpty ? ".bz2" : suffix)", Self.bzip2)
        case .zstd: (name, bytes) = ("empty_part_00\(suffix.isEmpty ? ".zst" : suffix)", Self.zstd)
        }
    }

    /// No bytes, compressed: RFC 1952.
    private static let gzip: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0]
    private static let bzip2: [UInt8] = [0x42, 0x5A, 0x68, 0x39, 0x17, 0x72, 0x45, 0x38, 0x50, 0x90, 0, 0, 0, 0]
    /// RFC 8878.
    private static let zstd: [UInt8] = [0x28, 0xB5, 0x2F, 0xFD, 0x24, 0, 1, 0, 0, 0x99, 0xE9, 0xD8, 0x51]
}
