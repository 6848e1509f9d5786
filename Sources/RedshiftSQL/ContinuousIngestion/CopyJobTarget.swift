public import AWSS3
internal import AWSSigning

/// A table that Redshift loads by a COPY JOB when files arrive. Its rows are not merged, checked or counted.
/// https://docs.aws.amazon.com/redshift/latest/dg/r_COPY-JOB.html
public struct CopyJobTarget: Sendable, Hashable {
    public let table: SQLTable
    public let source: LoadSource
    /// The bucket and the key prefix of the files to load.
    public let place: S3Location
    public let role: WarehouseIAMRole
    /// `true` to load files when they arrive, by an S3 event integration; `false` to load them by `COPY JOB RUN`.
    public let isAutomatic: Bool

    /// - Throws: ``SQLProblem`` for the default role, and for options that Redshift refuses together with the format.
    public init(
        table: SQLTable,
        source: LoadSource,
        place: S3Location,
        role: WarehouseIAMRole,
        isAutomatic: Bool
    ) throws(SQLProblem) {
        guard role != .default else { throw SQLProblem("a COPY JOB takes no default role; give the role's ARN") }
        if let conflict = source.options.conflicts(with: source.format).first { throw SQLProblem(conflict) }
        self.table = table
        self.source = source
        self.place = place
        self.role = role
        self.isAutomatic = isAutomatic
    }

    /// The COPY statement that the job runs.
    private var copy: String {
        let columns = TargetStatements.list(source.columns.map(\.name))
        let clauses = [
            "COPY \(table) (\(columns))", "FROM \(SQLLiteral(withoutNUL: place.description))", role.clause,
        ]
        return (clauses + source.format.clauses + source.options.clauses).joined(separator: "\n")
    }

    /// A hash of the definition. Another definition of the same table has another hash.
    public var hash: String {
        let text = "\(create)\n\(copy)\n\(isAutomatic)"
        return String(Digest.hex(Digest.sha256(Array(text.utf8))).prefix(8))
    }

    /// Returns the job's name, which contains the definition's hash. A changed definition needs a new job, because a
    /// job's definition cannot be changed. The name has letters, digits and underscores only.
    public func name(_ hash: String) -> String {
        let base = "\(table.schema?.name ?? "")_\(table.name.name)".lowercased().utf8.map { byte -> UInt8 in
            (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte) ? byte : UInt8(ascii: "_")
        }
        return "loader_\(String(decoding: base.prefix(90), as: UTF8.self))_\(hash)"
    }

    private var create: String {
        let columns = source.columns.map(\.definition).joined(separator: ", ")
        return "CREATE TABLE IF NOT EXISTS \(table) (\(columns))"
    }

    /// Returns the statements that create the table and the job. Each statement needs a transaction of its own.
    ///
    /// - Parameter old: the hash of the definition that the warehouse has; `nil` for none.
    public func statements(replacing old: String?) -> [String] {
        let schema = table.schema.map { ["CREATE SCHEMA IF NOT EXISTS \($0)"] } ?? []
        let drop = old.map { ["COPY JOB DROP \(name($0))"] } ?? []
        return schema + [create] + drop + ["\(copy)\nJOB CREATE \(name(hash))\nAUTO \(isAutomatic ? "ON" : "OFF")"]
    }

    /// A query of the job's files that Redshift does not load by itself. Such a file failed once, or is pending. Each
    /// row has the file's location, name, ETag and status.
    public var files: String {
        """
        SELECT file_location, file_name, file_etag, status FROM sys_copy_job_detail
        WHERE job_name LIKE \(SQLLiteral(withoutNUL: name("%")))
        """
    }
}
