extension Side: Decodable {
    init(from decoder: any Decoder) throws {
        let place = "the \(decoder.codingPath.last?.stringValue ?? "side")"
        struct Kind: Decodable { let kind: String }
        guard let kind = try? Kind(from: decoder).kind else {
            throw ConfigurationError("\(place) to have a \"kind\": postgresql, s3, redshift or unreachable")
        }
        switch kind {
        case "postgresql":
            let fields = try StrictFields(
                decoder,
                place: place,
                known: ["kind", "secret", "host", "port", "database"]
            )
            self = .postgreSQL(
                PostgreSQLSide(
                    secret: try fields.requiredText("secret", expected: "name or ARN of a secret"),
                    host: try fields.text("host"),
                    port: try fields.integer("port", in: 1...65_535),
                    database: try fields.text("database")
                )
            )
        case "s3":
            let fields = try StrictFields(decoder, place: place, known: ["kind", "bucket", "prefix"])
            let prefix = try fields.optional("prefix", String.self, expected: "text") ?? ""
            self = .s3(
                bucket: try fields.requiredText("bucket", expected: "a bucket's name"),
                prefix: prefix.split(separator: "/").joined(separator: "/")
            )
        case "redshift": self = .redshift(try RedshiftConnection(decoder, place: place, beside: ["kind"]))
        case "unreachable":
            let fields = try StrictFields(decoder, place: place, known: ["kind", "engine"])
            self = .unreachable(engine: try fields.text("engine"))
        default:
            throw ConfigurationError(
                "\(place) to have postgresql, s3, redshift or unreachable as \"kind\", not \"\(kind)\""
            )
        }
    }
}

extension RedshiftConnection {
    static let fields = ["database", "workgroup", "cluster", "secret", "dbUser"]

    /// - Parameter beside: the other fields of the same object.
    init(_ decoder: any Decoder, place: String, beside: [String]) throws {
        let fields = try StrictFields(decoder, place: place, known: beside + Self.fields)
        database = try fields.requiredText("database", expected: "a database's name")
        secret = try fields.text("secret")
        databaseUser = try fields.text("dbUser")
        switch (try fields.text("workgroup"), try fields.text("cluster")) {
        case (let workgroup?, nil): self.place = .workgroup(workgroup)
        case (nil, let cluster?): self.place = .cluster(cluster)
        default: throw fields.error("to have either a \"workgroup\" or a \"cluster\"")
        }
        // What the Data API refuses: one identity at a time, and a serverless workgroup knows no user.
        if databaseUser != nil, secret != nil { throw fields.error("to have either a \"secret\" or a \"dbUser\"") }
        if databaseUser != nil, case .workgroup = self.place {
            throw fields.error("not to have a \"dbUser\", which only a cluster knows")
        }
    }
}

extension NextSteps: Decodable {
    init(from decoder: any Decoder) throws {
        let fields = try StrictFields(
            decoder,
            place: "\"next\"",
            known: ["crawler", "glueWorkflow", "stateMachine", "redshiftLoad"]
        )
        crawler = try fields.text("crawler", expected: "a crawler's name")
        glueWorkflow = try fields.text("glueWorkflow", expected: "a workflow's name")
        stateMachine = try fields.text("stateMachine", expected: "a state machine's ARN")
        if let stateMachine, !stateMachine.hasPrefix("arn:") || !stateMachine.contains(":stateMachine:") {
            throw fields.error("to have the ARN of a state machine as \"stateMachine\", not \"\(stateMachine)\"")
        }
        redshiftLoad = try fields.optional("redshiftLoad", RedshiftLoad.self, expected: "an object")
    }
}

extension RedshiftLoad: Decodable {
    init(from decoder: any Decoder) throws {
        let place = "\"redshiftLoad\""
        let own = ["role", "schema", "mode", "keys"]
        connection = try RedshiftConnection(decoder, place: place, beside: own)
        let fields = try StrictFields(decoder, place: place, known: own + RedshiftConnection.fields)
        roleARN = try fields.requiredText("role", expected: "the ARN of the role that COPY reads S3 with")
        guard roleARN == "default" || roleARN.hasPrefix("arn:") else {
            throw fields.error("to have the ARN of a role, or default, as \"role\", not \"\(roleARN)\"")
        }
        schema = try fields.text("schema")
        let modeName = try fields.text("mode") ?? "merge"
        guard let mode = Mode(rawValue: modeName) else {
            throw fields.error("to have merge, append or replace as \"mode\", not \"\(modeName)\"")
        }
        self.mode = mode
        keys = try Migration.byTable(
            try fields.optional("keys", [String: [String]].self, expected: "an object of lists of columns") ?? [:],
            fields
        )
        if let empty = keys.first(where: { $0.value.isEmpty }) {
            throw fields.error("to have at least one key column for \(empty.key)")
        }
    }
}
