/// Names of schemas, tables and columns in SQL.
/// https://dev.mysql.com/doc/refman/8.0/en/identifiers.html
public enum MySQLIdentifier {
    /// Characters, not bytes.
    public static let longest = 64

    /// The name as an identifier: always in backticks, whatever is in it.
    ///
    /// - Throws: ``MySQLError`` for a name that MySQL cannot hold: an empty one, one of more than 64 characters, or one with a
    ///   zero byte or with characters beyond U+FFFF.
    public static func quoted(_ name: String) throws(MySQLError) -> String {
        guard !name.isEmpty else { throw MySQLError(.invalid, "an empty name is no identifier") }
        guard name.unicodeScalars.count <= longest else {
            throw MySQLError(
                .invalid,
                "the name \"\(name)\" has \(name.unicodeScalars.count) characters; MySQL allows \(longest)"
            )
        }
        guard name.unicodeScalars.allSatisfy({ $0.value != 0 && $0.value <= 0xFFFF }) else {
            throw MySQLError(.invalid, "the name \"\(name)\" has a character that MySQL does not allow in names")
        }
        // By bytes: a combining accent behind a backtick makes one Character of the two, which would not be doubled.
        var bytes: [UInt8] = [UInt8(ascii: "`")]
        for byte in name.utf8 {
            if byte == UInt8(ascii: "`") { bytes.append(byte) }
            bytes.append(byte)
        }
        bytes.append(UInt8(ascii: "`"))
        return String(decoding: bytes, as: UTF8.self)
    }

    /// `` `schema`.`table` ``.
    ///
    /// - Throws: ``MySQLError``, as for a single name.
    public static func quoted(_ schema: String, _ table: String) throws(MySQLError) -> String {
        "\(try quoted(schema)).\(try quoted(table))"
    }
}
