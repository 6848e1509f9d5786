/// Quotes a text byte by byte. A `Character` is the wrong unit: `"` and a combining mark after it are one character in
/// Swift, and two in Redshift.
enum SQLByteQuoting {
    /// - Parameter doubled: the bytes that are written twice.
    static func quoted(_ text: String, by quote: UInt8, doubling doubled: [UInt8]) -> String {
        var quoted: [UInt8] = [quote]
        quoted.reserveCapacity(text.utf8.count + 16)
        for byte in text.utf8 {
            if doubled.contains(byte) { quoted.append(byte) }
            quoted.append(byte)
        }
        quoted.append(quote)
        return String(decoding: quoted, as: UTF8.self)
    }
}
