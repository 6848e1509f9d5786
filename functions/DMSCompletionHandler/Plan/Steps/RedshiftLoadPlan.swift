import AWSS3
import RedshiftSQL

/// The statements that load one table, and the COPY manifest they read. No I/O.
struct RedshiftLoadPlan: Sendable, Equatable {
    /// One transaction; empty when there is nothing to do.
    let statements: [String]
    let copyManifest: CopyManifest

    /// - Parameters:
    ///   - revision: of the manifest; a later one may follow a load that was done.
    ///   - manifest: where the COPY manifest will be.
    /// - Throws: ``StepError`` for what would not be loaded rightly, `SQLProblem` for a name that Redshift cannot hold.
    init(
        _ table: Manifest.Table,
        _ load: RedshiftLoad,
        bucket: String,
        revision: Int,
        manifest: S3Location
    ) throws {
        guard let source = TableName(text: table.table), let target = TableName(text: table.target) else {
            throw StepError(description: "the manifest names no table by \(table.table)")
        }
        let files = table.files ?? []
        for file in files { try Self.check(file.key) }
        if load.mode == .append, revision > 1 {
            throw StepError(
                description:
                    "the load appends, and an earlier revision may have loaded the same rows: load \(source) by hand, or by merge or replace"
            )
        }
        copyManifest = try CopyManifest(
            files.map { CopyManifest.File(S3Location(bucket: bucket, key: $0.key), bytes: $0.bytes) }
        )
        let name = try SQLTable(load.schema ?? target.schema, target.table)
        guard !files.isEmpty else {
            // A table that became empty: its former rows are removed.
            statements = load.mode == .replace ? ["DELETE FROM \(name)"] : []
            return
        }
        // Of this session only, and gone with it: two loads at once do not meet.
        let staging = try SQLTable(temporary: "staging")
        var statements = ["CREATE TEMPORARY TABLE \(staging) (LIKE \(name))"]
        statements.append(
            try CopyStatement(into: staging, manifest: manifest, role: load.role, format: .parquet).text
        )
        switch load.mode {
        case .append: break
        // Not TRUNCATE, which commits.
        case .replace: statements.append("DELETE FROM \(name)")
        case .merge:
            guard let keys = load.keys[source], !keys.isEmpty else {
                throw StepError(description: "redshift_load has no keys for \(source), which merge needs")
            }
            var pairs: [String] = []
            for key in keys {
                let column = try SQLIdentifier(key)
                pairs.append("\(name).\(column) = \(staging).\(column)")
            }
            statements.append("DELETE FROM \(name) USING \(staging) WHERE \(pairs.joined(separator: " AND "))")
        }
        // A load that was resumed may have written a row twice.
        let distinct = load.mode == .merge ? "DISTINCT " : ""
        statements.append("INSERT INTO \(name) SELECT \(distinct)* FROM \(staging)")
        self.statements = statements
    }

    /// Refuses files that are not rows of a full load in Parquet: DMS's default is CSV, and files of changes begin with the
    /// kind of each change.
    /// https://docs.aws.amazon.com/dms/latest/userguide/CHAP_Target.S3.html
    private static func check(_ key: String) throws(StepError) {
        let file = key.utf8.split(separator: UInt8(ascii: "/")).last.map { String(decoding: $0, as: UTF8.self) } ?? key
        guard file.hasPrefix("LOAD") else {
            throw StepError(
                description:
                    "\(key) is no file of a full load (LOAD…): redshift_load does not apply changes; load this table by another step"
            )
        }
        guard file.hasSuffix(".parquet") else {
            throw StepError(
                description:
                    "\(key) is not Parquet: set the endpoint's DataFormat to parquet, or load this table by another step"
            )
        }
    }
}
