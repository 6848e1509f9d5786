/// The address of a SQL Server database, and the user who asks.
///
/// There is no setting for less than a verified certificate: whoever can answer for another host would be told the password
/// and could make any count he likes.
public struct SQLServerInstance: Sendable, CustomStringConvertible, CustomReflectable {
    public var host: String
    /// 1–65,535. A named instance has a port of its own; it is not looked up by its name.
    public var port: Int
    public var database: String
    public var user: String
    public var password: String
    /// A PEM file of the CA certificates that are trusted.
    public var rootsFile: String
    /// The name that the server shows in `sys.dm_exec_sessions`.
    public var applicationName: String
    public var connectTimeout: Duration

    public init(
        host: String,
        port: Int = 1433,
        database: String,
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
    public var description: String { "\(user)@\(host):\(port)/\(database)" }
    public var customMirror: Mirror { Mirror(self, children: ["server": description]) }
}
