import TextSearch

/// Decides, from the database's error message, whether a retry of a failed batch may succeed.
/// https://docs.aws.amazon.com/redshift/latest/dg/c_serial_isolation.html
public enum BatchFailure {
    /// - Parameter message: the database's error message.
    /// - Returns: `true` when the same transaction may succeed some minutes later: it conflicted with another one
    ///   (1023), a table is newer than its snapshot (1018), S3 or KMS was slow, a connection broke, or the warehouse
    ///   was restarted.
    public static func mayPass(_ message: String) -> Bool {
        let text = message.lowercased()
        let signs = [
            "serializable isolation violation", "error: 1023", "code: 1023", "error: 1018", "code: 1018",
            "deadlock detected", "could not serialize access", "conflict with concurrent transaction", "slowdown",
            "slow down", "reduce your request rate", "requesttimeout", "status 503",
            "503 service unavailable",
            "status 500", "status 502", "status 504", "internalerror,status", "throttlingexception", "rate exceeded",
            "operationaborted", "connection reset by peer", "ssl syscall error", "ssl connection has been closed",
            "server closed the connection", "connection timed out", "could not connect to server",
            "system is shutting down", "database is restarting",
            "terminating connection due to administrator command",
        ]
        return signs.contains { text.contains(text: $0) }
    }
}
