import COpenSSL

/// Base64 with padding (RFC 4648, section 4), by OpenSSL.
public enum Base64 {
    public static func encode(_ bytes: [UInt8]) -> String {
        // OpenSSL writes a final NUL.
        var text = [UInt8](repeating: 0, count: (bytes.count + 2) / 3 * 4 + 1)
        let length = EVP_EncodeBlock(&text, bytes, Int32(clamping: bytes.count))
        return String(decoding: text.prefix(Int(length)), as: UTF8.self)
    }

    /// Decodes a text.
    ///
    /// - Parameter text: the text, at most 2 GiB.
    /// - Returns: `nil` unless the text consists of whole groups of four characters of the alphabet, with `=` only at
    ///   the end.
    public static func decode(_ text: some Sequence<UInt8>) -> [UInt8]? {
        let text = Array(text)
        guard text.count % 4 == 0, text.count < Int(Int32.max) else { return nil }
        guard !text.isEmpty else { return [] }
        let padding = text.suffix(2).reversed().prefix { $0 == UInt8(ascii: "=") }.count
        // OpenSSL skips white space at either end and takes a hyphen for the end of the text.
        guard text.dropLast(padding).allSatisfy(isInAlphabet) else { return nil }
        var bytes = [UInt8](repeating: 0, count: text.count / 4 * 3)
        let length = EVP_DecodeBlock(&bytes, text, Int32(text.count))
        guard length == Int32(bytes.count) else { return nil }
        bytes.removeLast(padding)
        return bytes
    }

    private static func isInAlphabet(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "/"):
            true
        default: false
        }
    }
}
