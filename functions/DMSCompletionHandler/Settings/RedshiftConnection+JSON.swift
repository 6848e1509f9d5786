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
