/// The address of a database server, with the user and password for it.
///
/// The server's certificate is always verified. Without that, another host that answers in its place would get the
/// password, and could return any count.
public struct DatabaseServer: Sendable, CustomStringConvertible, CustomReflectable {
    public var host: String
    /// The TCP port, 1 to 65,535. For a named instance of SQL Server give the instance's port: the port is not looked
    /// up by the instance's name.
    public var port: Int
    /// The database to connect to; `nil` for none. In MySQL it is the schema of table names without a schema.
    public var database: String?
    public var user: String
    public var password: String
    /// The path of the PEM file with the trusted CA certificates.
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

    /// The user, host, port and database, without the password.
    public var description: String { "\(user)@\(host):\(port)\(database.map { "/\($0)" } ?? "")" }
    public var customMirror: Mirror { Mirror(self, children: ["server": description]) }
}
