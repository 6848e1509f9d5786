public import AWSS3

/// One UNLOAD statement. It only writes values that were checked before (``UnloadOptions/conflicts``,
/// ``SQLScan/problemsAsQuery``).
/// https://docs.aws.amazon.com/redshift/latest/dg/r_UNLOAD.html
public struct UnloadStatement: Sendable, Equatable {
    /// A query that returns the number of unloaded rows when it runs after the UNLOAD in the same session.
    public static let rowCount = "select pg_last_unload_count()"

    /// The query, before it is quoted.
    public let select: String
    /// The bucket and the key prefix of the files; the prefix ends in a slash.
    public let location: S3Location
    public let role: WarehouseIAMRole
    public let options: UnloadOptions

    public init(select: String, location: S3Location, role: WarehouseIAMRole, options: UnloadOptions) {
        self.select = select
        self.location = location
        self.role = role
        self.options = options
    }

    public var text: String {
        let clauses = [role.clause] + formatClauses + fileClauses
        return "UNLOAD (\(literal(select)))\nTO \(literal(location.description))\n" + clauses.joined(separator: "\n")
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
            let columns = options.partitionBy.map(\.description).joined(separator: ", ")
            clauses.append("PARTITION BY (\(columns))\(options.includesPartitionColumns ? " INCLUDE" : "")")
        }
        clauses.append("MANIFEST VERBOSE")
        if options.header { clauses.append("HEADER") }
        if let delimiter = options.delimiter { clauses.append("DELIMITER AS \(literal(delimiter))") }
        if let widths = options.fixedWidth { clauses.append("FIXEDWIDTH AS \(literal(widths))") }
        if options.addQuotes { clauses.append("ADDQUOTES") }
        if options.escape { clauses.append("ESCAPE") }
        if let null = options.null { clauses.append("NULL AS \(literal(null))") }
        return clauses
    }

    private var fileClauses: [String] {
        var clauses: [String] = []
        switch options.encryption {
        case .key(let key)?: clauses += ["KMS_KEY_ID \(literal(key))", "ENCRYPTED"]
        case .automatic?: clauses.append("ENCRYPTED AUTO")
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
        if let size = options.maximumFileMegabytes { clauses.append("MAXFILESIZE AS \(plain(size)) MB") }
        if let size = options.rowGroupMegabytes { clauses.append("ROWGROUPSIZE AS \(size) MB") }
        if let region = options.region { clauses.append("REGION AS \(literal(region))") }
        if let name = options.fileExtension { clauses.append("EXTENSION \(literal(name))") }
        return clauses
    }

    private func literal(_ text: String) -> String { SQLLiteral(withoutNUL: text).description }

    private func plain(_ number: Double) -> String { Int(exactly: number).map { String($0) } ?? "\(number)" }
}
