/// The options of UNLOAD beside query, place and role. `MANIFEST VERBOSE` is not among them: every UNLOAD here has it.
/// https://docs.aws.amazon.com/redshift/latest/dg/r_UNLOAD.html
public struct UnloadOptions: Sendable, Equatable, Codable {
    public enum Format: String, CaseIterable, Sendable, Codable { case parquet, csv, json, text }
    public enum Compression: String, CaseIterable, Sendable, Codable { case none, gzip, bzip2, zstd }

    public var format = Format.parquet
    public var header = false
    /// One ASCII character.
    public var delimiter: String?
    /// `0:3,1:100`: column and width.
    public var fixedWidth: String?
    public var addQuotes = false
    public var escape = false
    /// The text that stands for NULL.
    public var null: String?
    public var compression = Compression.none
    public var encryption: UnloadEncryption?
    public var partitionBy: [SQLIdentifier] = []
    public var includesPartitionColumns = false
    public var parallel = true
    /// 5 to 6348.8 (6.2 GB). For Parquet, Redshift rounds it down to a multiple of 32 MB.
    public var maximumFileMegabytes: Double?
    /// 32 to 128, for Parquet.
    public var rowGroupMegabytes: Int?
    /// The bucket's region, when it differs from the warehouse's.
    public var region: String?
    public var fileExtension: String?
    public var allowOverwrite = false
    public var cleanPath = false

    public init() {}
}
