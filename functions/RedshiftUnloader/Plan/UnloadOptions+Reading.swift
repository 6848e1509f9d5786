import RedshiftSQL

extension UnloadOptions {
    static let fields = [
        "format", "header", "delimiter", "fixedWidth", "addQuotes", "escape", "null", "compression", "encrypted",
        "kmsKeyId", "partitionBy", "includePartitionColumns", "parallel", "maxFileSizeMB", "rowGroupSizeMB", "region",
        "extension", "allowOverwrite", "cleanPath",
    ]

    init(_ fields: inout FieldReader) {
        self.init()
        format = fields.choice("format", default: .parquet)
        header = fields.flag("header") ?? false
        delimiter = fields.string("delimiter", "one ASCII character")
        fixedWidth = fields.string("fixedWidth", "a specification such as \"0:3,1:100\"")
        addQuotes = fields.flag("addQuotes") ?? false
        escape = fields.flag("escape") ?? false
        null = fields.string("null")
        compression = fields.choice("compression", default: .none)
        partitionBy = fields.names("partitionBy") ?? []
        includesPartitionColumns = fields.flag("includePartitionColumns") ?? false
        parallel = fields.flag("parallel") ?? true
        maximumFileMegabytes = fields.number("maxFileSizeMB", "megabytes")
        rowGroupMegabytes = fields.integer("rowGroupSizeMB", in: 32...128)
        region = fields.string("region", "the name of a region")
        fileExtension = fields.string("extension")
        allowOverwrite = fields.flag("allowOverwrite") ?? false
        cleanPath = fields.flag("cleanPath") ?? false
        encryption = Self.encryption(&fields)
        for conflict in conflicts { fields.refuse(Self.field(of: conflict.option), conflict.message) }
    }

    private static func encryption(_ fields: inout FieldReader) -> UnloadEncryption? {
        let key = fields.string("kmsKeyId", "a KMS key's id or ARN")
        switch fields.choice("encrypted", default: EncryptedField.no) {
        case .no:
            if key != nil {
                fields.refuse("kmsKeyId", "needs \"encrypted\": \"kms\"; UNLOAD has no KMS_KEY_ID without ENCRYPTED")
            }
            return nil
        case .auto:
            if key != nil {
                fields.refuse("kmsKeyId", "cannot be with \"encrypted\": \"auto\", which takes the bucket's key")
            }
            return .automatic
        case .kms:
            guard let key else {
                fields.refuse("kmsKeyId", "is missing; \"encrypted\": \"kms\" needs the key's id or ARN")
                return nil
            }
            return .key(key)
        }
    }

    private enum EncryptedField: String, CaseIterable { case no, auto, kms }

    /// What a plan calls an option.
    private static func field(of option: Option) -> String {
        switch option {
        case .fixedWidth: "fixedWidth"
        case .addQuotes: "addQuotes"
        case .partitionBy: "partitionBy"
        case .includesPartitionColumns: "includePartitionColumns"
        case .maximumFileSize: "maxFileSizeMB"
        case .rowGroupSize: "rowGroupSizeMB"
        case .allowOverwrite: "allowOverwrite"
        case .cleanPath: "cleanPath"
        case .encryption: "encrypted"
        default: option.rawValue
        }
    }
}
