/// The address of a MySQL or MariaDB server, and the user who asks.
///
/// There is no setting for less than a verified certificate: whoever can answer for another host would be told the password
/// and could make any count he likes.
public struct MySQLServer: Sendable, CustomStringConvertible, CustomReflectable {
    public var host: String
    /// 1–65,535.
    public var port: Int
    /// The schema that names without one belong to; `nil` for none.
    public var database: String?
    public var user: String
    public var password: String
    /// A PEM file of the CA certificates that are trusted.
    public var rootsFile: String
    /// The name that the server shows in `performance_schema.session_connect_attrs`.
    public var applicationName: String
    public var connectTimeout: Duration

    public init(
        host: String,
        port: Int = 3306,
        database: String? = nil,
        user: String,
        password: String,
        rootsFile: String,
        applicationName: String = "aws-lambdas",
        connectTimeout: Duration = .seconds(10)
    ) {
        self.host = host
        self.port = port
        self.database = database
        self.user = user
        self.password = password
        self.rootsFile = rootsFile
        self.applicationName = applicationName
        self.connectTimeout = connectTimeout
    }

    /// Without the password.
    public var description: String { "\(user)@\(host):\(port)\(database.map { "/\($0)" } ?? "")" }
    public var customMirror: Mirror { Mirror(self, children: ["server": description]) }
}
