/// Tests of single bytes and of words of eight bytes, for the code that scans, unescapes and writes JSON.
enum JSONByteClassifier {
    private static let everyByte: UInt64 = 0x0101_0101_0101_0101
    private static let highBits: UInt64 = 0x8080_8080_8080_8080

    /// Marks each byte of a word that a JSON string must escape: `"`, `\` and all bytes below 0x20. The mark is the
    /// byte's highest bit.
    @inline(__always)
    static func needingAttention(_ word: UInt64) -> UInt64 {
        let low = word & ~highBits
        let plain = differing(low, from: 0x22) & differing(low, from: 0x5C) & (low &+ everyByte &* 0x60)
        return ~(plain | word) & highBits
    }

    /// Marks each byte of `low` that differs from `byte`. The bytes of `low` are below 0x80. Therefore no carry reaches
    /// the next byte.
    @inline(__always)
    private static func differing(_ low: UInt64, from byte: UInt64) -> UInt64 {
        (low ^ everyByte &* byte) &+ ~highBits
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
