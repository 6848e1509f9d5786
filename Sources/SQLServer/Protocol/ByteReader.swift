import DatabaseClient

/// Reads a message from its beginning, and never beyond its end.
struct ByteReader {
    private let bytes: [UInt8]
    private var place = 0
    private var end: Int

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        end = bytes.count
    }

    var isAtEnd: Bool { place >= end }

    /// Returns the next bytes.
    ///
    /// - Throws: ``DatabaseError`` when fewer bytes are left.
    mutating func take(_ count: Int) throws(DatabaseError) -> ArraySlice<UInt8> {
        guard count >= 0, count <= end - place else {
            throw DatabaseError(.invalid, "the server's answer ends within a token")
        }
        defer { place += count }
        return bytes[place..<(place + count)]
    }

    mutating func byte() throws(DatabaseError) -> UInt8 { try take(1).first ?? 0 }

    /// Reads a number whose lowest byte comes first.
    mutating func number<Number: FixedWidthInteger>(_: Number.Type = Number.self) throws(DatabaseError) -> Number {
        Self.number(try take(Number.bitWidth / 8))
    }

    static func number<Number: FixedWidthInteger>(_ bytes: some Collection<UInt8>) -> Number {
        var value: Number = 0
        for (index, byte) in bytes.prefix(Number.bitWidth / 8).enumerated() {
            value |= Number(truncatingIfNeeded: byte) << Number(truncatingIfNeeded: index * 8)
        }
        return value
    }

    /// Reads a text of `units` UTF-16 code units.
    mutating func text(units: Int) throws(DatabaseError) -> String { Self.text(try take(units * 2)) }

    /// Reads a text that follows its one-byte length.
    mutating func shortText() throws(DatabaseError) -> String { try text(units: Int(try byte())) }

    /// Reads a text that follows its two-byte length.
    mutating func longText() throws(DatabaseError) -> String { try text(units: Int(try number(UInt16.self))) }

    /// Returns a reader for only the next `count` bytes.
    mutating func part(_ count: Int) throws(DatabaseError) -> ByteReader { ByteReader(Array(try take(count))) }

    static func text(_ bytes: ArraySlice<UInt8>) -> String {
        var units: [UInt16] = []
        units.reserveCapacity(bytes.count / 2)
        var place = bytes.startIndex
        while place + 1 < bytes.endIndex {
            units.append(UInt16(bytes[place]) | UInt16(bytes[place + 1]) << 8)
            place += 2
        }
        return String(decoding: units, as: UTF16.self)
    }
}
