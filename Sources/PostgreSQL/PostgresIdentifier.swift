public import DatabaseClient

/// Names of tables and columns in SQL.
public enum PostgresIdentifier {
    /// The server cuts longer names off, with no more than a notice: two tables could become one.
    public static let longest = 63

    /// The name as an identifier: always in quotes, whatever is in it.
    ///
    /// - Throws: ``DatabaseError`` for a name that PostgreSQL cannot hold: an empty one, one of more than 63 bytes, or one
    ///   with a zero byte.
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

    /// `"schema"."table"`.
    ///
    /// - Throws: ``DatabaseError``, as for a single name.
    public static func quoted(_ schema: String, _ table: String) throws(DatabaseError) -> String {
        "\(try quoted(schema)).\(try quoted(table))"
    }
}
