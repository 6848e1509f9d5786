import PlanFile
import RedshiftSQL

extension UnloadOptions {
    /// Reads the options of an export, and refuses options that contradict each other.
    init(_ item: FieldReader) {
        self.init()
        format = item.choice("format", .optional, Format.self) ?? .parquet
        header = item.bool("header") ?? false
        delimiter = item.anyText("delimiter", expected: "one ASCII character")
        fixedWidth = item.text("fixed_width", expected: "a specification such as 0:3,1:100")
        addQuotes = item.bool("add_quotes") ?? false
        escape = item.bool("escape") ?? false
        null = item.anyText("null_as")
        compression = item.choice("compression", .optional, Compression.self) ?? .none
        partitionBy = PlannedExportReader.names("partition_by", item) ?? []
        includesPartitionColumns = item.bool("include_partition_columns") ?? false
        parallel = item.bool("parallel") ?? true
        maximumFileMegabytes = item.size("max_file_size", in: 1...(1 << 40)).map { Self.megabytes($0) }
        rowGroupMegabytes = item.size("row_group_size", in: 1...(1 << 40)).map { Int(Self.megabytes($0)) }
        region = item.text("region", expected: "the name of a region")
        fileExtension = item.text("extension")
        encryption = Self.encryption(item)
        for conflict in conflicts where conflict.option != .partitionBy {
            item.refuse(conflict.option.rawValue, conflict.message)
        }
    }

    /// Converts a size to UNLOAD's MB: 5 MB and 5 MiB of a plan both become 5 MB.
    private static func megabytes(_ bytes: Int64) -> Double {
        bytes % 1_000_000 == 0 ? Double(bytes / 1_000_000) : Double(bytes) / 1_048_576
    }

    private static func encryption(_ item: FieldReader) -> UnloadEncryption? {
        let value = item.value("encryption", expected: "auto, or {kms_key: …}")
        return value?.either(
            expected: "auto, or {kms_key: …}",
            scalar: { $0.choice(of: ["auto"]).map { _ in .automatic } },
            mapping: { $0.mapping { fields in fields.text("kms_key", .required).map { .key($0) } } }
        )
    }
}
