/// The options of UNLOAD, except query, location and role. `MANIFEST VERBOSE` is left out, because every UNLOAD here
/// has it.
/// https://docs.aws.amazon.com/redshift/latest/dg/r_UNLOAD.html
public struct UnloadOptions: Sendable, Equatable, Codable {
    public enum Format: String, CaseIterable, Sendable, Codable { case parquet, csv, json, text }
    public enum Compression: String, CaseIterable, Sendable, Codable { case none, gzip, bzip2, zstd }

    public var format = Format.parquet
    public var header = false
    /// The delimiter of fields, one ASCII character.
    public var delimiter: String?
    /// The columns and widths of fixed-width files: `0:3,1:100`.
    public var fixedWidth: String?
    public var addQuotes = false
    public var escape = false
    /// The text that means NULL in the files.
    public var null: String?
    public var compression = Compression.none
    public var encryption: UnloadEncryption?
    public var partitionBy: [SQLIdentifier] = []
    public var includesPartitionColumns = false
    public var parallel = true
    /// The maximum size of a file in megabytes, from 5 to 6348.8 (6.2 GB). For Parquet, Redshift rounds it down to a
    /// multiple of 32 MB.
    public var maximumFileMegabytes: Double?
    /// The size of a row group in Parquet, in megabytes, from 32 to 128.
    public var rowGroupMegabytes: Int?
    /// The bucket's region, when it differs from the warehouse's.
    public var region: String?
    public var fileExtension: String?
    public var allowOverwrite = false
    public var cleanPath = false

    public init() {}
}
