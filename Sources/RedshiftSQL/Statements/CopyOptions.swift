/// The options of COPY, except its format. `MAXERROR` is left out on purpose: it would silently drop rows that do not
/// fit.
/// https://docs.aws.amazon.com/redshift/latest/dg/copy-parameters-data-conversion.html
public struct CopyOptions: Sendable, Hashable {
    public enum Compression: String, CaseIterable, Sendable { case gzip, bzip2, lzop, zstd }

    public var compression: Compression?
    /// The bucket's region, when it differs from the warehouse's. Columnar files must be in the warehouse's region.
    public var region: String?
    /// The number of header lines to skip at the beginning of each file.
    public var ignoredHeaderLines = 0
    /// The text that means NULL in the files.
    public var null: String?
    /// The format of dates: `auto`, or a date format of Redshift.
    public var dateFormat: String?
    /// The format of times: `auto`, `epochsecs`, `epochmillisecs`, or a time format of Redshift.
    public var timeFormat: String?
    public var acceptsAnyDate = false
    /// The ASCII character that replaces invalid UTF-8; `nil` to let the COPY fail on invalid UTF-8.
    public var invalidCharacterReplacement: String?
    public var blanksAsNull = false
    public var emptyAsNull = false
    public var trimsBlanks = false
    public var truncatesColumns = false
    /// `true` to round decimals to their column's scale; `false` to truncate them.
    public var roundsDecimals = false
    /// `true` to load NULL into columns that are missing at the end of a row.
    public var fillsRecords = false
    public var ignoresBlankLines = false
    public var hasExplicitIdentities = false
    /// `true` to update table statistics, `false` to leave them unchanged; `nil` lets Redshift decide.
    public var updatesStatistics: Bool?
    /// `true` to let Redshift choose encodings for an empty table, `false` to prevent it; `nil` for Redshift's default.
    public var choosesEncodings: Bool?

    public init() {}

    /// Returns a message for each option that Redshift would refuse, such as `NULL AS` with a columnar format.
    /// https://docs.aws.amazon.com/redshift/latest/dg/copy-usage_notes-copy-from-columnar.html
    public func conflicts(with format: CopyFormat) -> [String] {
        var conflicts: [String] = []
        if format.isColumnar {
            let refused: [(name: String, isGiven: Bool)] = [
                (compression?.rawValue.uppercased() ?? "", compression != nil), ("REGION", region != nil),
                ("IGNOREHEADER", ignoredHeaderLines != 0), ("NULL AS", null != nil),
                ("DATEFORMAT", dateFormat != nil), ("TIMEFORMAT", timeFormat != nil),
                ("ACCEPTANYDATE", acceptsAnyDate), ("BLANKSASNULL", blanksAsNull), ("EMPTYASNULL", emptyAsNull),
                ("TRIMBLANKS", trimsBlanks), ("TRUNCATECOLUMNS", truncatesColumns), ("ROUNDEC", roundsDecimals),
                ("IGNOREBLANKLINES", ignoresBlankLines), ("COMPUPDATE", choosesEncodings != nil),
            ]
            conflicts += refused.filter(\.isGiven).map { "\($0.name) cannot be with a columnar format" }
        }
        if ignoredHeaderLines < 0 { conflicts.append("IGNOREHEADER cannot be negative") }
        return conflicts
    }

    var clauses: [String] {
        var clauses: [String] = []
        func add(_ keyword: String, _ text: String?) {
            if let text { clauses.append("\(keyword) \(SQLLiteral(withoutNUL: text))") }
        }
        add("REGION AS", region)
        if let compression { clauses.append(compression.rawValue.uppercased()) }
        if ignoredHeaderLines > 0 { clauses.append("IGNOREHEADER AS \(ignoredHeaderLines)") }
        add("NULL AS", null)
        add("DATEFORMAT AS", dateFormat)
        add("TIMEFORMAT AS", timeFormat)
        add("ACCEPTINVCHARS AS", invalidCharacterReplacement)
        let flags: [(String, Bool)] = [
            ("ACCEPTANYDATE", acceptsAnyDate), ("BLANKSASNULL", blanksAsNull), ("EMPTYASNULL", emptyAsNull),
            ("TRIMBLANKS", trimsBlanks), ("TRUNCATECOLUMNS", truncatesColumns), ("ROUNDEC", roundsDecimals),
            ("FILLRECORD", fillsRecords), ("IGNOREBLANKLINES", ignoresBlankLines),
            ("EXPLICIT_IDS", hasExplicitIdentities),
        ]
        clauses += flags.filter(\.1).map(\.0)
        if let choosesEncodings { clauses.append("COMPUPDATE \(choosesEncodings ? "ON" : "OFF")") }
        if let updatesStatistics { clauses.append("STATUPDATE \(updatesStatistics ? "ON" : "OFF")") }
        return clauses
    }
}
