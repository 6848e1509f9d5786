/// Puts names and values in SQL into quotation marks.
public enum SQLQuoting {
    /// Returns the text between two marks, with every closing mark in the text doubled. It works on bytes: a mark and a
    /// combining accent after it are one Character, which would not be doubled.
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
