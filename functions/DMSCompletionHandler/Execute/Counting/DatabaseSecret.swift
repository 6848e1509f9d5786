import JSON

/// A database's address and credentials, in the JSON form that RDS and DMS use for secrets. The description never
/// contains the password.
/// https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_secret_json_structure.html
struct DatabaseSecret: Sendable, Equatable, CustomStringConvertible, CustomReflectable {
    var username: String
    var password: String
    var host: String?
    var port: Int?
    var database: String?

    /// Reads a secret's text; `nil` unless the text is a JSON object with a user name and a password.
    init?(json: String) {
        guard let shape = try? JSONDocument(json).decode(Shape.self),
            let username = shape.username, let password = shape.password
        else { return nil }
        self.username = username
        self.password = password
        host = shape.host
        port = shape.port
        database = shape.database
    }

    var description: String { "\(username)@\(host ?? "?")" }
    var customMirror: Mirror { Mirror(self, children: ["user": description]) }

    private struct Shape: Decodable {
        let username: String?
        let password: String?
        let host: String?
        let port: Int?
        let database: String?

        private enum CodingKeys: String, CodingKey { case username, password, host, port, dbname, database }

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            func text(_ key: CodingKeys) -> String? {
                ((try? container.decodeIfPresent(String.self, forKey: key)) ?? nil).flatMap { $0.isEmpty ? nil : $0 }
            }
            username = text(.username)
            password = text(.password)
            host = text(.host)
            port = (try? container.decodeIfPresent(Int.self, forKey: .port)) ?? text(.port).flatMap { Int($0) }
            database = text(.dbname) ?? text(.database)
        }
    }
}
