/// Names of tables and columns in SQL.
public enum PostgresIdentifier {
    /// The server cuts longer names off, with no more than a notice: two tables could become one.
    public static let longest = 63

    /// The name as an identifier: always in quotes, whatever is in it.
    ///
    /// - Throws: ``PostgresError`` for a name that PostgreSQL cannot hold: an empty one, one of more than 63 bytes, or one
    ///   with a zero byte.
    public static func quoted(_ name: String) throws(PostgresError) -> String {
        guard !name.isEmpty else { throw PostgresError(.invalid, "an empty name is no identifier") }
        guard name.utf8.count <= longest else {
            throw PostgresError(
                .invalid,
                "the name \"\(name)\" has \(name.utf8.count) bytes; PostgreSQL keeps the first \(longest) only"
            )
        }
        guard !name.utf8.contains(0) else { throw PostgresError(.invalid, "a name must not have a zero byte in it") }
        // By bytes: a combining accent behind a quote makes one Character of the two, which would not be doubled.
        var bytes: [UInt8] = [UInt8(ascii: "\"")]
        for byte in name.utf8 {
            if byte == UInt8(ascii: "\"") { bytes.append(byte) }
            bytes.append(byte)
        }
        bytes.append(UInt8(ascii: "\""))
        return String(decoding: bytes, as: UTF8.self)
    }

    /// `"schema"."table"`.
    ///
    /// - Throws: ``PostgresError``, as for a single name.
    public static func quoted(_ schema: String, _ table: String) throws(PostgresError) -> String {
        "\(try quoted(schema)).\(try quoted(table))"
    }
}
