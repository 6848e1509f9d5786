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
