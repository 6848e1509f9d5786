/// The byte tests that scanning, unescaping and writing share.
enum JSONBytes {
    private static let everyByte: UInt64 = 0x0101_0101_0101_0101
    private static let highBits: UInt64 = 0x8080_8080_8080_8080

    /// Marks the bytes of a word that a string cannot hold as they are: `"`, `\` and what is below 0x20.
    ///
    /// The lowest mark (the first byte of a little-endian word) is always right; one above it may not be.
    @inline(__always)
    static func needingAttention(_ word: UInt64) -> UInt64 {
        let quotes = word ^ (everyByte &* 0x22)
        let backslashes = word ^ (everyByte &* 0x5C)
        let marks =
            ((quotes &- everyByte) & ~quotes)
            | ((backslashes &- everyByte) & ~backslashes)
            | ((word &- (everyByte &* 0x20)) & ~word)
        return marks & highBits
    }

    static func hexDigit(_ byte: UInt8) -> UInt32? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte &- UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt32(byte &- UInt8(ascii: "a") &+ 10)
        case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt32(byte &- UInt8(ascii: "A") &+ 10)
        default: nil
        }
    }
}
