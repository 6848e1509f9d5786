extension Endpoint: Decodable {
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
                PostgreSQLEndpoint(
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
