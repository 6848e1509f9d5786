/// Bytes of the protocol, written by hand: shares no code with the client.
enum WireBytes {
    static func i8(_ value: Int8) -> [UInt8] { [UInt8(bitPattern: value)] }
    static func i16(_ value: Int16) -> [UInt8] {
        [UInt8(truncatingIfNeeded: value >> 8), UInt8(truncatingIfNeeded: value)]
    }
    static func i32(_ value: Int32) -> [UInt8] {
        i16(Int16(truncatingIfNeeded: value >> 16)) + i16(Int16(truncatingIfNeeded: value))
    }
    static func i64(_ value: Int64) -> [UInt8] {
        i32(Int32(truncatingIfNeeded: value >> 32)) + i32(Int32(truncatingIfNeeded: value))
    }

    /// Classic text; -1 for null.
    static func text(_ value: String?) -> [UInt8] {
        value.map { i16(Int16($0.utf8.count)) + Array($0.utf8) } ?? i16(-1)
    }
    static func data(_ value: [UInt8]) -> [UInt8] { i32(Int32(value.count)) + value }
    static func list(_ items: [[UInt8]]) -> [UInt8] { i32(Int32(items.count)) + items.joined() }

    /// A text of a flexible version, shorter than 127 bytes.
    static func compact(_ value: String?) -> [UInt8] {
        value.map { [UInt8($0.utf8.count + 1)] + Array($0.utf8) } ?? [0]
    }
    static func compactData(_ value: [UInt8]) -> [UInt8] {
        value.count < 127
            ? [UInt8(value.count + 1)] + value
            : [UInt8((value.count + 1) & 0x7F) | 0x80, UInt8((value.count + 1) >> 7)] + value
    }
    static func compactList(_ items: [[UInt8]]) -> [UInt8] { [UInt8(items.count + 1)] + items.joined() }
    /// One tagged field that nobody knows, behind a structure.
    static let unknownTag: [UInt8] = [1, 9, 3, 0xAA, 0xBB, 0xCC]

    static func hex(_ text: String) -> [UInt8] {
        var digits = text.utf8.makeIterator()
        var bytes: [UInt8] = []
        while let high = digits.next(), let low = digits.next() {
            bytes.append(value(high) << 4 | value(low))
        }
        return bytes
    }

    private static func value(_ digit: UInt8) -> UInt8 { digit < 0x3A ? digit - 0x30 : digit - 0x57 }
}
