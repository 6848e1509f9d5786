public import AWSS3

/// One COPY with a manifest. Without a manifest, `FROM` is a key prefix: `…/orders` would load `…/orders_old/x` too.
/// https://docs.aws.amazon.com/redshift/latest/dg/r_COPY.html
public struct CopyStatement: Sendable, Equatable {
    /// A query that returns the number of loaded rows when it runs after the COPY in the same session.
    public static let rowCount = "select pg_last_copy_count()"

    public let table: SQLTable
    /// The table's columns in the files' order; empty for all columns in the table's order.
    public let columns: [SQLIdentifier]
    public let manifest: S3Location
    public let role: WarehouseIAMRole
    public let format: CopyFormat
    public let options: CopyOptions

    /// - Throws: ``SQLProblem`` for a text with a NUL character, and for options that Redshift refuses together with
    ///   the format.
    public init(
        into table: SQLTable,
        columns: [SQLIdentifier] = [],
        manifest: S3Location,
        role: WarehouseIAMRole,
        format: CopyFormat,
        options: CopyOptions = CopyOptions()
    ) throws(SQLProblem) {
        self.table = table
        self.columns = columns
        self.manifest = manifest
        self.role = role
        self.format = format
        self.options = options
        if let conflict = options.conflicts(with: format).first { throw SQLProblem(conflict) }
        if text.utf8.contains(0) { throw SQLProblem("the COPY contains a NUL character") }
    }

    public var text: String {
        let list = columns.isEmpty ? "" : " (\(columns.map(\.description).joined(separator: ", ")))"
        let source = SQLLiteral(withoutNUL: manifest.description)
        return
            (["COPY \(table)\(list)", "FROM \(source)", role.clause] + format.clauses + ["MANIFEST"] + options.clauses)
            .joined(separator: "\n")
    }
}
