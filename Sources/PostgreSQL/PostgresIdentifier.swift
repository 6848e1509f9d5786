public import DatabaseClient

/// Writes the names of tables and columns in SQL.
public enum PostgresIdentifier {
    /// The maximum length of a name, in bytes. The server shortens longer names with only a notice; two tables could
    /// then get the same name.
    public static let longest = 63

    /// Writes a name as an identifier, always in quotes.
    ///
    /// - Throws: ``DatabaseError`` for a name that PostgreSQL does not allow: an empty name, a name of more than 63
    ///   bytes, or a name with a zero byte.
    public static func quoted(_ name: String) throws(DatabaseError) -> String {
        guard !name.isEmpty else { throw DatabaseError(.invalid, "an empty name is no identifier") }
        guard name.utf8.count <= longest else {
            throw DatabaseError(
                .invalid,
                "the name \"\(name)\" has \(name.utf8.count) bytes; PostgreSQL keeps the first \(longest) only"
            )
        }
        guard !name.utf8.contains(0) else { throw DatabaseError(.invalid, "a name must not have a zero byte in it") }
        return SQLQuoting.enclosed(name, UInt8(ascii: "\""), UInt8(ascii: "\""))
    }

    /// Writes the name of a table with its schema: `"schema"."table"`.
    ///
    /// - Throws: ``DatabaseError``, as for a single name.
    public static func quoted(_ schema: String, _ table: String) throws(DatabaseError) -> String {
        "\(try quoted(schema)).\(try quoted(table))"
    }
}
