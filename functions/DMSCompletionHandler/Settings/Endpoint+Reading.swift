import AWSS3
import PlanFile
import RedshiftSQL

extension Endpoint {
    private enum Kind: String, CaseIterable {
        case postgresql, mysql, sqlserver, s3, redshift, unreachable

        /// The kind of database server; `nil` for an endpoint of another kind.
        var database: DatabaseKind? { DatabaseKind(rawValue: rawValue) }

        var fields: [String] {
            switch self {
            case .postgresql, .mysql, .sqlserver: ["secret", "host", "port", "database"]
            case .s3: ["bucket", "prefix", "rows"]
            case .redshift: ["workgroup", "cluster", "database", "secret", "db_user"]
            case .unreachable: ["engine"]
            }
        }
    }

    init?(_ fields: FieldReader, isSource: Bool) {
        let kind = fields.choice("kind", .required, Kind.self)
        let secret = fields.text("secret", expected: "name or ARN of a secret")
        let host = fields.text("host", expected: "a host's name")
        let port = fields.integer("port", in: 1...65_535)
        let database = fields.text("database", expected: "a database's name")
        let bucket = fields.text("bucket", expected: "a bucket's name")
        let prefix = fields.anyText("prefix", expected: "DMS's bucket folder")
        let rows = fields.choice("rows", of: ["dms", "footers"])
        let engine = fields.text("engine", expected: "a word for the manifest, such as oracle")
        let warehouse = Warehouse.Fields(
            workgroup: fields.text("workgroup"),
            cluster: fields.text("cluster"),
            database: database,
            secret: secret,
            databaseUser: fields.text("db_user")
        )
        guard let kind else { return nil }
        for field in Set(Kind.allCases.flatMap(\.fields)).subtracting(kind.fields).sorted() where fields.has(field) {
            fields.refuse(
                field,
                "is no field of kind \(kind.rawValue); its fields are \(kind.fields.joined(separator: ", "))"
            )
        }
        switch kind {
        case .postgresql, .mysql, .sqlserver:
            guard let secret else {
                fields.refuse("secret", "is missing; expected name or ARN of a secret")
                return nil
            }
            guard let kind = kind.database else { return nil }
            self = .database(
                DatabaseEndpoint(kind: kind, secret: secret, host: host, port: port, database: database)
            )
        case .s3:
            guard let bucket else {
                fields.refuse("bucket", "is missing; expected a bucket's name")
                return nil
            }
            if let problem = S3BucketName.problem(of: bucket) {
                fields.refuse("bucket", "is no bucket's name: it \(problem)")
                return nil
            }
            let folder = (prefix ?? "").split(separator: "/").joined(separator: "/")
            self = .s3(bucket: bucket, prefix: folder, countsFooters: rows == "footers")
        case .redshift:
            guard let warehouse = fields.warehouse(warehouse) else { return nil }
            self = .redshift(warehouse)
        case .unreachable: self = .unreachable(engine: engine)
        }
        if isSource, kind == .s3 || kind == .redshift {
            fields.refuse("kind", "is \(kind.rawValue), which can only be a target")
        }
    }
}

extension FieldReader {
    /// Reads a Redshift warehouse from its fields, and refuses every mistake in them.
    fileprivate func warehouse(_ fields: Warehouse.Fields) -> Warehouse? {
        let (warehouse, problems) = Warehouse.read(fields)
        if !value.isExploration {
            for problem in problems where problem.field != "role" || fields.role != nil {
                refuse(problem.field, problem.message)
            }
        }
        return warehouse
    }
}
