/// What UNLOAD takes beside query, place and role. `MANIFEST VERBOSE` is not among it: it is always there.
/// https://docs.aws.amazon.com/redshift/latest/dg/r_UNLOAD.html
struct UnloadOptions: Sendable, Equatable, Codable {
    enum Format: String, CaseIterable, Sendable, Codable { case parquet, csv, json, text }
    enum Compression: String, CaseIterable, Sendable, Codable { case none, gzip, bzip2, zstd }
    enum Encryption: Sendable, Equatable {
        case key(String)
        /// The bucket's own KMS key.
        case auto
    }

    var format = Format.parquet
    var header = false
    var delimiter: String?
    var fixedWidth: String?
    var addQuotes = false
    var escape = false
    var null: String?
    var compression = Compression.none
    var encryption: Encryption?
    var partitionBy: [String] = []
    var includesPartitionColumns = false
    var parallel = true
    var maxFileSizeMB: Double?
    var rowGroupSizeMB: Int?
    var region: String?
    var fileExtension: String?
    var allowOverwrite = false
    var cleanPath = false
}

extension UnloadOptions {
    static let fields = [
        "format", "header", "delimiter", "fixedWidth", "addQuotes", "escape", "null", "compression", "encrypted",
        "kmsKeyId", "partitionBy", "includePartitionColumns", "parallel", "maxFileSizeMB", "rowGroupSizeMB", "region",
        "extension", "allowOverwrite", "cleanPath",
    ]

    init(_ fields: inout FieldReader) {
        format = fields.choice("format", default: .parquet)
        header = fields.flag("header") ?? false
        delimiter = fields.string("delimiter", "one ASCII character")
        fixedWidth = fields.string("fixedWidth", "a specification such as \"0:3,1:100\"")
        addQuotes = fields.flag("addQuotes") ?? false
        escape = fields.flag("escape") ?? false
        null = fields.string("null")
        compression = fields.choice("compression", default: .none)
        partitionBy = fields.strings("partitionBy", "a list of column names") ?? []
        includesPartitionColumns = fields.flag("includePartitionColumns") ?? false
        parallel = fields.flag("parallel") ?? true
        maxFileSizeMB = fields.number("maxFileSizeMB", "megabytes")
        rowGroupSizeMB = fields.integer("rowGroupSizeMB", in: 32...128)
        region = fields.string("region", "the name of a region")
        fileExtension = fields.string("extension")
        allowOverwrite = fields.flag("allowOverwrite") ?? false
        cleanPath = fields.flag("cleanPath") ?? false
        encryption = Self.encryption(&fields)
        for conflict in conflicts { fields.refuse(conflict.field, conflict.message) }
    }

    private static func encryption(_ fields: inout FieldReader) -> Encryption? {
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
            return .auto
        case .kms:
            guard let key else {
                fields.refuse("kmsKeyId", "is missing; \"encrypted\": \"kms\" needs the key's id or ARN")
                return nil
            }
            return .key(key)
        }
    }

    private enum EncryptedField: String, CaseIterable { case no, auto, kms }

    struct Conflict: Equatable {
        let field: String
        let message: String
    }

    /// What Redshift would refuse, or worse, not refuse.
    var conflicts: [Conflict] { formatConflicts + valueConflicts }

    private var formatConflicts: [Conflict] {
        let given: [(field: String, isGiven: Bool)] = [
            ("delimiter", delimiter != nil), ("header", header), ("fixedWidth", fixedWidth != nil),
            ("addQuotes", addQuotes), ("escape", escape), ("null", null != nil),
            ("compression", compression != .none), ("rowGroupSizeMB", rowGroupSizeMB != nil),
        ]
        let refused: [String] =
            switch format {
            case .csv: ["fixedWidth", "addQuotes", "rowGroupSizeMB"]
            case .parquet: ["delimiter", "header", "fixedWidth", "addQuotes", "escape", "null", "compression"]
            case .json: ["delimiter", "header", "fixedWidth", "addQuotes", "escape", "null", "rowGroupSizeMB"]
            case .text: ["rowGroupSizeMB"] + (fixedWidth == nil ? [] : ["delimiter", "header"])
            }
        let with = format == .text && fixedWidth != nil ? "fixedWidth" : "format \(format.rawValue)"
        return given.filter { $0.isGiven && refused.contains($0.field) }.map { field, _ in
            Conflict(
                field: field,
                message: field == "rowGroupSizeMB" ? "is for format parquet only" : "cannot be with \(with)"
            )
        }
    }

    private var valueConflicts: [Conflict] {
        var conflicts: [Conflict] = []
        if cleanPath, allowOverwrite {
            conflicts.append(Conflict(field: "cleanPath", message: "cannot be with allowOverwrite"))
        }
        if let delimiter {
            let bytes = Array(delimiter.utf8)
            if bytes.count != 1 || bytes[0] >= 0x80 || bytes[0] == 0x0A || bytes[0] == 0x0D {
                conflicts.append(Conflict(field: "delimiter", message: "must be one ASCII character, not a line's end"))
            }
        }
        if let size = maxFileSizeMB {
            if !(size >= 5 && size <= 6348.8) {
                conflicts.append(Conflict(field: "maxFileSizeMB", message: "must be from 5 to 6348.8 (6.2 GB)"))
            } else if format == .parquet, size.truncatingRemainder(dividingBy: 32) != 0 {
                conflicts.append(
                    Conflict(field: "maxFileSizeMB", message: "must be a multiple of 32 with format parquet")
                )
            }
        }
        if includesPartitionColumns, partitionBy.isEmpty {
            conflicts.append(Conflict(field: "includePartitionColumns", message: "needs partitionBy"))
        }
        for name in partitionBy {
            if let problem = SQLQuoting.problem(withIdentifier: name) {
                conflicts.append(Conflict(field: "partitionBy", message: problem))
            }
        }
        if let region,
            !region.utf8.allSatisfy({ (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D })
        {
            conflicts.append(Conflict(field: "region", message: "\"\(region)\" is no region"))
        }
        return conflicts
    }
}
