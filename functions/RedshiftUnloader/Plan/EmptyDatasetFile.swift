import AWSRedshiftData
import Parquet
import RedshiftSQL

/// The file of a dataset without rows. It is needed because COPY refuses a manifest that names no file.
struct EmptyDatasetFile: Sendable, Equatable {
    let name: String
    let bytes: [UInt8]

    /// Makes the file in the format that the options describe.
    ///
    /// - Parameter columns: the export's columns, which a Parquet file must have. Partition columns are left out when
    ///   UNLOAD leaves them out.
    /// - Throws: `ParquetError` for columns that no Parquet file can have.
    init(_ options: UnloadOptions, columns: [RedshiftDataColumn]) throws(ParquetError) {
        let suffix = options.fileExtension.map { ".\($0)" } ?? ""
        if options.format == .parquet {
            name = "empty_part_00\(suffix.isEmpty ? ".parquet" : suffix)"
            bytes = try Self.parquet(columns, options)
            return
        }
        switch options.compression {
        case .none: (name, bytes) = ("empty_part_00\(suffix)", [])
        case .gzip: (name, bytes) = ("empty_part_00\(suffix.isEmpty ? ".gz" : suffix)", Self.gzip)
        case .bzip2: (name, bytes) = ("empty_part_00\(suffix.isEmpty ? ".bz2" : suffix)", Self.bzip2)
        case .zstd: (name, bytes) = ("empty_part_00\(suffix.isEmpty ? ".zst" : suffix)", Self.zstd)
        }
    }

    private static func parquet(
        _ columns: [RedshiftDataColumn],
        _ options: UnloadOptions
    ) throws(ParquetError) -> [UInt8] {
        let partition = options.includesPartitionColumns ? [] : options.partitionBy.map { $0.name.lowercased() }
        let written = columns.filter { !partition.contains($0.name.lowercased()) }
        var writer = try ParquetWriter(written.map { ParquetColumn($0.name, ParquetType($0)) }, compression: .none)
        return writer.finish()
    }

    /// A gzip file with empty content (RFC 1952).
    private static let gzip: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0]
    private static let bzip2: [UInt8] = [0x42, 0x5A, 0x68, 0x39, 0x17, 0x72, 0x45, 0x38, 0x50, 0x90, 0, 0, 0, 0]
    /// A zstd file with empty content (RFC 8878).
    private static let zstd: [UInt8] = [0x28, 0xB5, 0x2F, 0xFD, 0x24, 0, 1, 0, 0, 0x99, 0xE9, 0xD8, 0x51]
}
