public import DatabaseClient

/// Names of schemas, tables and columns in SQL.
/// https://learn.microsoft.com/sql/relational-databases/databases/database-identifiers
public enum SQLServerIdentifier {
    /// UTF-16 code units, as the server counts.
    public static let longest = 128

    /// The name as an identifier: always in brackets, whatever is in it.
    ///
    /// - Throws: ``DatabaseError`` for a name that SQL Server cannot hold: an empty one, one of more than 128 UTF-16 code units, or
    ///   one with a zero character.
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

    /// `[schema].[table]`.
    ///
    /// - Throws: ``DatabaseError``, as for a single name.
    public static func quoted(_ schema: String, _ table: String) throws(DatabaseError) -> String {
        "\(try quoted(schema)).\(try quoted(table))"
    }
}
