/// One UNLOAD, rendered. What goes in has been checked by the plan; this only writes it down.
/// https://docs.aws.amazon.com/redshift/latest/dg/r_UNLOAD.html
struct UnloadStatement: Sendable, Equatable {
    /// Bytes; the Data API's limit for one statement is 100 KB.
    static let longest = 100_000
    /// Runs behind the UNLOAD in the same session and says how many rows it unloaded.
    static let rowCount = "select pg_last_unload_count()"

    let select: String
    /// Ends in a slash: the files are named behind it.
    let location: S3Location
    /// ARNs of roles, each assuming the next, separated by commas; or `default`.
    let role: String
    let options: UnloadOptions

    var text: String {
        let role = role == "default" ? "default" : SQLQuoting.literal(role)
        let clauses = ["IAM_ROLE \(role)"] + formatClauses + fileClauses
        return "UNLOAD (\(SQLQuoting.literal(select)))\nTO \(SQLQuoting.literal(location.description))\n"
            + clauses.joined(separator: "\n")
    }

    private var formatClauses: [String] {
        var clauses: [String] = []
        switch options.format {
        case .parquet: clauses.append("FORMAT AS PARQUET")
        case .csv: clauses.append("FORMAT AS CSV")
        case .json: clauses.append("FORMAT AS JSON")
        case .text: break
        }
        if !options.partitionBy.isEmpty {
            let columns = options.partitionBy.map(SQLQuoting.identifier).joined(separator: ", ")
            clauses.append("PARTITION BY (\(columns))\(options.includesPartitionColumns ? " INCLUDE" : "")")
        }
        clauses.append("MANIFEST VERBOSE")
        if options.header { clauses.append("HEADER") }
        if let delimiter = options.delimiter { clauses.append("DELIMITER AS \(SQLQuoting.literal(delimiter))") }
        if let widths = options.fixedWidth { clauses.append("FIXEDWIDTH AS \(SQLQuoting.literal(widths))") }
        if options.addQuotes { clauses.append("ADDQUOTES") }
        if options.escape { clauses.append("ESCAPE") }
        if let null = options.null { clauses.append("NULL AS \(SQLQuoting.literal(null))") }
        return clauses
    }

    private var fileClauses: [String] {
        var clauses: [String] = []
        switch options.encryption {
        case .key(let key): clauses += ["KMS_KEY_ID \(SQLQuoting.literal(key))", "ENCRYPTED"]
        case .auto: clauses.append("ENCRYPTED AUTO")
        case nil: break
        }
        switch options.compression {
        case .none: break
        case .gzip: clauses.append("GZIP")
        case .bzip2: clauses.append("BZIP2")
        case .zstd: clauses.append("ZSTD")
        }
        if options.allowOverwrite { clauses.append("ALLOWOVERWRITE") }
        if options.cleanPath { clauses.append("CLEANPATH") }
        if !options.parallel { clauses.append("PARALLEL OFF") }
        if let size = options.maxFileSizeMB { clauses.append("MAXFILESIZE AS \(plain(size)) MB") }
        if let size = options.rowGroupSizeMB { clauses.append("ROWGROUPSIZE AS \(size) MB") }
        if let region = options.region { clauses.append("REGION AS \(SQLQuoting.literal(region))") }
        if let name = options.fileExtension { clauses.append("EXTENSION \(SQLQuoting.literal(name))") }
        return clauses
    }

    private func plain(_ number: Double) -> String { Int(exactly: number).map { String($0) } ?? "\(number)" }
}
