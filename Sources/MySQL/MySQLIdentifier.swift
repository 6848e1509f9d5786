public import DatabaseClient

/// Writes the names of schemas, tables and columns in SQL.
/// https://dev.mysql.com/doc/refman/8.0/en/identifiers.html
public enum MySQLIdentifier {
    /// The length of the longest name, in characters.
    public static let longest = 64

    /// Writes a name as an identifier, always in backticks.
    ///
    /// - Throws: ``DatabaseError`` for a name that MySQL does not allow: an empty name, a name of more than 64
    ///   characters, or a name with a zero byte or characters beyond U+FFFF.
    public static func quoted(_ name: String) throws(DatabaseError) -> String {
        guard !name.isEmpty else { throw DatabaseError(.invalid, "an empty name is no identifier") }
        guard name.unicodeScalars.count <= longest else {
            throw DatabaseError(
                .invalid,
                "the name \"\(name)\" has \(name.unicodeScalars.count) characters; MySQL allows \(longest)"
            )
        }
        guard name.unicodeScalars.allSatisfy({ $0.value != 0 && $0.value <= 0xFFFF }) else {
            throw DatabaseError(.invalid, "the name \"\(name)\" has a character that MySQL does not allow in names")
        }
        return SQLQuoting.enclosed(name, UInt8(ascii: "`"), UInt8(ascii: "`"))
    }

    /// Writes the name of a table with its schema: `` `schema`.`table` ``.
    ///
    /// - Throws: ``DatabaseError``, as for a single name.
    public static func quoted(_ schema: String, _ table: String) throws(DatabaseError) -> String {
        "\(try quoted(schema)).\(try quoted(table))"
    }
}
