import TextSearch

/// Distinguishes transient failures of a statement from lasting ones.
enum StatementFailure {
    /// - Parameter message: the database's.
    /// - Returns: whether the same statement may succeed some minutes later: it met another transaction (1023), S3 was
    ///   slow, or the warehouse was restarted.
    static func mayPass(_ message: String) -> Bool {
        let text = message.lowercased()
        let signs = [
            "serializable isolation violation", "error: 1023", "code: 1023", "slowdown", "slow down",
            "reduce your request rate", "requesttimeout", "status 503", "status 500", "503 service unavailable",
            "internalerror,status", "connection reset by peer", "ssl syscall error", "system is shutting down",
            "database is restarting", "terminating connection due to administrator command",
        ]
        return signs.contains { text.contains(text: $0) }
    }
}
