/// The address of a database server, and the user who asks.
///
/// There is no setting for less than a verified certificate: a host that answers for another one would get the password, and
/// could answer with any count.
public struct DatabaseServer: Sendable, CustomStringConvertible, CustomReflectable {
    public var host: String
    /// 1 to 65,535. A named instance of SQL Server has a port of its own; it is not looked up by its name.
    public var port: Int
    /// The database to connect to; in MySQL, the schema of names that state none. `nil` for none.
    public var database: String?
    public var user: String
    public var password: String
    /// A PEM file of the CA certificates that are trusted.
    public var rootsFile: String
    /// The name that the server shows in its list of sessions.
    public var applicationName: String
    public var connectTimeout: Duration

    public init(
        host: String,
        port: Int,
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
