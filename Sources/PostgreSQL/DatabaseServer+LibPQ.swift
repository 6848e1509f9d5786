import DatabaseClient

extension DatabaseServer {
    /// libpq's connection parameters. Nothing is left to files in a home folder that the host may have.
    /// https://www.postgresql.org/docs/15/libpq-connect.html#LIBPQ-PARAMKEYWORDS
    var parameters: [(keyword: String, value: String)] {
        [
            ("host", host), ("port", "\(port)"), ("dbname", database ?? ""), ("user", user), ("password", password),
            ("sslmode", "verify-full"), ("sslrootcert", rootsFile),
            ("sslcert", "/nonexistent"), ("sslkey", "/nonexistent"), ("sslcrl", "/nonexistent"),
            ("gssencmode", "disable"), ("client_encoding", "UTF8"), ("application_name", applicationName),
            ("keepalives_idle", "30"), ("keepalives_interval", "10"), ("keepalives_count", "3"),
        ]
    }
}
