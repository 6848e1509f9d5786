public import DatabaseClient

/// Writes the names of schemas, tables and columns in SQL.
/// https://learn.microsoft.com/sql/relational-databases/databases/database-identifiers
public enum SQLServerIdentifier {
    /// The length of the longest name, in UTF-16 code units, as the server counts.
    public static let longest = 128

    /// Writes a name as an identifier, always in brackets.
    ///
    /// - Throws: ``DatabaseError`` for a name that SQL Server does not allow: an empty name, a name of more than 128
    ///   UTF-16 code units, or a name with a zero character.
    public static func quoted(_ name: String) throws(DatabaseError) -> String {
        guard !name.isEmpty else { throw DatabaseError(.invalid, "an empty name is no identifier") }
        guard name.utf16.count <= longest else {
            throw DatabaseError(
                .invalid,
                "the name \"\(name)\" has \(name.utf16.count) characters; SQL Server allows \(longest)"
            )
        }
        guard !name.utf8.contains(0) else {
            throw DatabaseError(.invalid, "a name must not have a zero character in it")
        }
        return SQLQuoting.enclosed(name, UInt8(ascii: "["), UInt8(ascii: "]"))
    }

    /// Writes the name of a table with its schema: `[schema].[table]`.
    ///
    /// - Throws: ``DatabaseError``, as for a single name.
    public static func quoted(_ schema: String, _ table: String) throws(DatabaseError) -> String {
        "\(try quoted(schema)).\(try quoted(table))"
    }
}
