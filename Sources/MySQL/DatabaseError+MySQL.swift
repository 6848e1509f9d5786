import DatabaseClient

extension DatabaseError {
    /// Makes an error of MySQL or MariaDB.
    ///
    /// - Parameters:
    ///   - number: the error's number, given by the server or by libmariadb.
    ///   - message: the error's text, which becomes one line.
    init(mySQL number: Int, message: String, server: DatabaseServer) {
        let line = message.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        switch number {
        // Both are libmariadb's: the server names a plugin that is not in the list of those that may be used.
        case 2059, 5010:
            self.init(
                .authentication,
                code: .mySQL(number),
                "\(server) has no such user, or wants it to log in in a way that is not known here (\(line)); create the user IDENTIFIED WITH caching_sha2_password, sha256_password or mysql_native_password"
            )
        default: self.init(Self.kind(ofMySQL: number), code: .mySQL(number), "\(server): \(line)")
        }
    }

    private static func kind(ofMySQL number: Int) -> Kind {
        switch number {
        case 1045, 1130, 1698, 1820, 1862, 2049, 2061, 3118, 4151: .authentication
        case 1317, 1969, 3024: .statementCancelled
        case 1040, 1053, 1129, 1203, 1226: .unavailable
        case 2002, 2003, 2004, 2005, 2006, 2012, 2013, 2055, 5013, 5014: .unreachable
        case 2026: .tls
        case 2000...2999, 5000...5999: .invalid
        default: .server
        }
    }
}
