import DatabaseClient

extension DatabaseServer {
    /// The connection parameters for libpq. They are complete, so that libpq uses no setting from files in the host's
    /// home folder.
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
