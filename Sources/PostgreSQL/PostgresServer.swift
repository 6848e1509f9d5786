/// The address of a database, and the user who asks.
///
/// There is no setting for less than `sslmode=verify-full`: a host that answers for another one would get the password, and
/// could answer with any count.
public struct PostgresServer: Sendable, CustomStringConvertible, CustomReflectable {
    public var host: String
    public var port: Int
    public var database: String
    public var user: String
    public var password: String
    /// A PEM file of the CA certificates that are trusted.
    public var rootsFile: String
    /// The name that the server shows in `pg_stat_activity`.
    public var applicationName: String
    public var connectTimeout: Duration

    public init(
        host: String,
        port: Int = 5432,
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

    /// libpq's connection parameters. Nothing is left to files in a home folder that the host may have.
    /// https://www.postgresql.org/docs/15/libpq-connect.html#LIBPQ-PARAMKEYWORDS
    var parameters: [(keyword: String, value: String)] {
        [
            ("host", host), ("port", "\(port)"), ("dbname", database), ("user", user), ("password", password),
            ("sslmode", "verify-full"), ("sslrootcert", rootsFile),
            ("sslcert", "/nonexistent"), ("sslkey", "/nonexistent"), ("sslcrl", "/nonexistent"),
            ("gssencmode", "disable"), ("client_encoding", "UTF8"), ("application_name", applicationName),
            ("keepalives_idle", "30"), ("keepalives_interval", "10"), ("keepalives_count", "3"),
        ]
    }
}
