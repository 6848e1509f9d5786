public import DatabaseClient

/// Writes values in SQL, since a plain statement in MySQL's protocol has no parameters.
public enum MySQLLiteral {
    /// Writes a value as text in quotes. A text with a backslash is written in hexadecimal, because the backslash's
    /// meaning depends on the server's `sql_mode`.
    ///
    /// - Throws: ``DatabaseError`` for text with a zero byte, at which some versions end the text.
    public static func text(_ value: String) throws(DatabaseError) -> String {
        guard !value.utf8.contains(0) else { throw DatabaseError(.invalid, "a value must not have a zero byte in it") }
        guard !value.utf8.contains(UInt8(ascii: "\\")) else {
            let digits = Array("0123456789ABCDEF".utf8)
            let hexadecimal = value.utf8.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
            return "_utf8mb4 X'\(String(decoding: hexadecimal, as: UTF8.self))'"
        }
        return SQLQuoting.enclosed(value, UInt8(ascii: "'"), UInt8(ascii: "'"))
    }
}
