/// Values in SQL, for a batch that binds none.
public enum SQLServerLiteral {
    /// The value as Unicode text: `N'…'`. A backslash means nothing there, but for one before a line's end, which would vanish with it.
    ///
    /// - Throws: ``SQLServerError`` for text with a zero character, or with a backslash at a line's end.
    public static func text(_ value: String) throws(SQLServerError) -> String {
        guard !value.utf8.contains(0) else {
            throw SQLServerError(.invalid, "a value must not have a zero character in it")
        }
        let pairs = zip(value.utf8, value.utf8.dropFirst())
        guard !pairs.contains(where: { $0 == UInt8(ascii: "\\") && ($1 == 0x0A || $1 == 0x0D) }) else {
            throw SQLServerError(.invalid, "a value with a backslash at a line's end cannot be written in T-SQL")
        }
        return "N" + enclosed(value, UInt8(ascii: "'"), UInt8(ascii: "'"))
    }

    /// By bytes: a combining accent behind a quote makes one Character of the two, which would not be doubled.
    static func enclosed(_ text: String, _ opening: UInt8, _ closing: UInt8) -> String {
        var bytes: [UInt8] = [opening]
        for byte in text.utf8 {
            if byte == closing { bytes.append(byte) }
            bytes.append(byte)
        }
        bytes.append(closing)
        return String(decoding: bytes, as: UTF8.self)
    }
}
