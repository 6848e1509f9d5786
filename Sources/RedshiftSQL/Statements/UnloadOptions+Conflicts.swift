extension UnloadOptions {
    /// An option that Redshift would refuse or ignore, alone or together with another option.
    public struct Conflict: Sendable, Equatable {
        public let option: Option
        public let message: String
    }

    /// The names of options in a plan.
    public enum Option: String, CaseIterable, Sendable {
        case format, header, delimiter, escape, compression, parallel, region, encryption
        case null = "null_as"
        case fixedWidth = "fixed_width"
        case addQuotes = "add_quotes"
        case partitionBy = "partition_by"
        case includesPartitionColumns = "include_partition_columns"
        case maximumFileSize = "max_file_size"
        case rowGroupSize = "row_group_size"
        case fileExtension = "extension"
        case allowOverwrite = "allow_overwrite"
        case cleanPath = "clean_path"
    }

    /// The options that Redshift would refuse or ignore.
    public var conflicts: [Conflict] { formatConflicts + valueConflicts }

    private var formatConflicts: [Conflict] {
        let given: [(option: Option, isGiven: Bool)] = [
            (.delimiter, delimiter != nil), (.header, header), (.fixedWidth, fixedWidth != nil),
            (.addQuotes, addQuotes), (.escape, escape), (.null, null != nil),
            (.compression, compression != .none), (.rowGroupSize, rowGroupMegabytes != nil),
        ]
        let refused: [Option] =
            switch format {
            case .csv: [.fixedWidth, .addQuotes, .rowGroupSize]
            case .parquet: [.delimiter, .header, .fixedWidth, .addQuotes, .escape, .null, .compression]
            case .json: [.delimiter, .header, .fixedWidth, .addQuotes, .escape, .null, .rowGroupSize]
            case .text: [.rowGroupSize] + (fixedWidth == nil ? [] : [.delimiter, .header])
            }
        let with = format == .text && fixedWidth != nil ? "fixed_width" : "format \(format.rawValue)"
        return given.filter { $0.isGiven && refused.contains($0.option) }.map { option, _ in
            Conflict(
                option: option,
                message: option == .rowGroupSize ? "is for format parquet only" : "cannot be with \(with)"
            )
        }
    }

    private var valueConflicts: [Conflict] {
        var conflicts: [Conflict] = []
        func refuse(_ option: Option, _ message: String) {
            conflicts.append(Conflict(option: option, message: message))
        }
        if cleanPath, allowOverwrite { refuse(.cleanPath, "cannot be with allow_overwrite") }
        if let delimiter, !Self.isDelimiter(delimiter) {
            refuse(.delimiter, "must be one ASCII character, not a line's end")
        }
        if let size = maximumFileMegabytes, !(size >= 5 && size <= 6348.8) {
            refuse(.maximumFileSize, "must be from 5 MB to 6.2 GB")
        }
        if let size = rowGroupMegabytes, !(32...128).contains(size) {
            refuse(.rowGroupSize, "must be from 32 MB to 128 MB")
        }
        if includesPartitionColumns, partitionBy.isEmpty { refuse(.includesPartitionColumns, "needs partition_by") }
        var seen: Set<SQLIdentifier> = []
        for column in partitionBy where !seen.insert(column).inserted {
            refuse(.partitionBy, "names \"\(column.name)\" twice")
        }
        if let region, region.isEmpty || !region.utf8.allSatisfy(Self.isRegionByte) {
            refuse(.region, "\"\(region)\" is no region")
        }
        for (option, text) in [
            (Option.fixedWidth, fixedWidth), (.null, null), (.fileExtension, fileExtension), (.encryption, key),
        ] where text?.utf8.contains(0) == true {
            refuse(option, "contains a NUL character")
        }
        return conflicts
    }

    private var key: String? { if case .key(let key)? = encryption { key } else { nil } }

    private static func isDelimiter(_ text: String) -> Bool {
        guard let byte = text.utf8.first, text.utf8.count == 1 else { return false }
        return byte < 0x80 && byte != 0x0A && byte != 0x0D && byte != 0
    }

    private static func isRegionByte(_ byte: UInt8) -> Bool {
        (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) || byte == 0x2D
    }
}
