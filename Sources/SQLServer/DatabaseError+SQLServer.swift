import DatabaseClient

extension DatabaseError {
    /// Makes an error of SQL Server.
    ///
    /// - Parameters:
    ///   - number: the server's number of the error.
    ///   - message: the server's text, which becomes one line.
    init(sqlServer number: Int, message: String) {
        let kind: Kind =
            switch number {
            case 18452, 18456, 18470, 18486, 18487, 18488, 40532, 47073: .authentication
            // Azure's and RDS's words for "later":
            // https://learn.microsoft.com/azure/azure-sql/database/troubleshoot-common-errors-issues
            case 921, 922, 983, 10928, 10929, 17142, 17187, 17809, 18401, 40197, 40501, 40613, 49918, 49919, 49920:
                .unavailable
            default: .server
            }
        self.init(kind, code: .sqlServer(number), message.split(whereSeparator: \.isWhitespace).joined(separator: " "))
    }
}
