public import DatabaseClient

/// Writes values in SQL, since a batch has no parameters.
public enum SQLServerLiteral {
    /// Writes a value as Unicode text: `N'…'`. A backslash has no special meaning there, except at a line's end, where
    /// SQL Server would remove both.
    ///
    /// - Throws: ``DatabaseError`` for text with a zero character, or with a backslash at a line's end.
    public static func text(_ value: String) throws(DatabaseError) -> String {
        guard !value.utf8.contains(0) else {
            throw DatabaseError(.invalid, "a value must not have a zero character in it")
        }
        let pairs = zip(value.utf8, value.utf8.dropFirst())
        guard !pairs.contains(where: { $0 == UInt8(ascii: "\\") && ($1 == 0x0A || $1 == 0x0D) }) else {
            throw DatabaseError(.invalid, "a value with a backslash at a line's end cannot be written in T-SQL")
        }
        return "N" + SQLQuoting.enclosed(value, UInt8(ascii: "'"), UInt8(ascii: "'"))
    }
}
