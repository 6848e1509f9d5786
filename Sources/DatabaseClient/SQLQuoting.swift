/// Quotes of names and values in SQL.
public enum SQLQuoting {
    /// The text between two marks, with every closing mark in it doubled. By bytes: a combining accent behind a mark makes one
    /// Character of the two, which would not be doubled.
    public static func enclosed(_ text: String, _ opening: UInt8, _ closing: UInt8) -> String {
        var bytes: [UInt8] = [opening]
        for byte in text.utf8 {
            if byte == closing { bytes.append(byte) }
            bytes.append(byte)
        }
        bytes.append(closing)
        return String(decoding: bytes, as: UTF8.self)
    }
}
