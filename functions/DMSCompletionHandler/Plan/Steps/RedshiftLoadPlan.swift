import JSON

/// The statements that load one table, and the COPY manifest they read. No I/O.
struct RedshiftLoadPlan: Sendable, Equatable {
    /// Of the source.
    let table: TableName
    /// One transaction.
    let statements: [String]
    /// JSON.
    let copyManifest: String

    struct PlanError: Error, Sendable, Equatable, CustomStringConvertible {
        let description: String
    }

    /// - Parameters:
    ///   - files: keys and bytes: columnar COPY wants the bytes of each.
    ///   - manifestURI: where the COPY manifest will be.
    /// - Throws: ``PlanError``.
    init(
        _ source: TableName,
        target: TableName,
        load: RedshiftLoad,
        bucket: String,
        files: [(key: String, bytes: Int64)],
        manifestURI: String
    ) throws(PlanError) {
        table = source
        let table = try Self.identifier(load.schema ?? target.schema) + "." + Self.identifier(target.table)
        // Of this session only, and gone with it: two loads at once do not meet.
        let staging = try Self.identifier("#staging")
        let role = load.roleARN == "default" ? "IAM_ROLE default" : "IAM_ROLE \(try Self.literal(load.roleARN))"
        var statements = [
            "CREATE TEMPORARY TABLE \(staging) (LIKE \(table))",
            "COPY \(staging) FROM \(try Self.literal(manifestURI)) \(role) FORMAT AS PARQUET MANIFEST",
        ]
        switch load.mode {
        case .append: break
        // Not TRUNCATE, which commits.
        case .replace: statements.append("DELETE FROM \(table)")
        case .merge:
            guard let keys = load.keys[source], !keys.isEmpty else {
                throw PlanError(description: "\"redshiftLoad\" has no keys for \(source), which merge needs")
            }
            var pairs: [String] = []
            for key in keys {
                let column = try Self.identifier(key)
                pairs.append("\(table).\(column) = \(staging).\(column)")
            }
            statements.append("DELETE FROM \(table) USING \(staging) WHERE \(pairs.joined(separator: " AND "))")
        }
        // A load that was resumed may have written a row twice.
        let distinct = load.mode == .merge ? "DISTINCT " : ""
        statements.append("INSERT INTO \(table) SELECT \(distinct)* FROM \(staging)")
        self.statements = statements
        copyManifest = Self.manifest(bucket, files)
    }

    private static func manifest(_ bucket: String, _ files: [(key: String, bytes: Int64)]) -> String {
        struct Manifest: Encodable {
            struct Entry: Encodable {
                struct Meta: Encodable { let content_length: Int64 }
                let url: String
                let mandatory = true
                let meta: Meta
            }
            let entries: [Entry]
        }
        let entries = files.map {
            Manifest.Entry(url: "s3://\(bucket)/\($0.key)", meta: .init(content_length: $0.bytes))
        }
        return (try? JSONWriter.text(of: Manifest(entries: entries), .sortedKeys)) ?? ""
    }

    /// Always quoted, at most 127 bytes.
    /// https://docs.aws.amazon.com/redshift/latest/dg/r_names.html
    static func identifier(_ name: String) throws(PlanError) -> String {
        guard !name.isEmpty, name.utf8.count <= 127, !name.utf8.contains(0) else {
            throw PlanError(description: "\"\(name)\" is no name that Redshift can hold (1 to 127 bytes)")
        }
        return quoted(name, by: UInt8(ascii: "\""), [UInt8(ascii: "\"")])
    }

    /// Redshift reads a backslash in a literal as an escape.
    static func literal(_ text: String) throws(PlanError) -> String {
        guard !text.utf8.contains(0) else { throw PlanError(description: "a text must not have a zero byte in it") }
        return quoted(text, by: UInt8(ascii: "'"), [UInt8(ascii: "'"), UInt8(ascii: "\\")])
    }

    private static func quoted(_ text: String, by quote: UInt8, _ doubled: [UInt8]) -> String {
        let inside = text.utf8.flatMap { doubled.contains($0) ? [$0, $0] : [$0] }
        return String(decoding: [quote] + inside + [quote], as: UTF8.self)
    }
}
