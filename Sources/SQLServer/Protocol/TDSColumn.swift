import DatabaseClient

/// A column of an answer: its name and the encoding of its values.
/// https://learn.microsoft.com/openspecs/windows_protocols/ms-tds/cbe9c510-eae6-4b1f-9893-a098944d430a
struct TDSColumn: Equatable {
    /// The encodings that this client reads: numbers and text.
    enum Encoding: Equatable {
        case integer(bytes: Int)
        case real(bytes: Int)
        /// An integer that follows its length. The length is 0 for NULL.
        case nullableInteger
        case nullableReal
        case decimal(scale: Int)
        /// The text of `char` and `varchar`, in bytes of a code page. Only ASCII, and UTF-8 that the collation names,
        /// can be read safely.
        case bytes(isUTF8: Bool)
        /// The text of `nchar` and `nvarchar`.
        case utf16
        /// The text of `nvarchar(max)`, which is sent in chunks.
        case chunkedUTF16
    }

    let name: String
    let encoding: Encoding

    /// Reads the description of a column.
    ///
    /// - Throws: ``DatabaseError`` for a type that this client does not read, because the length of its values is
    ///   then unknown.
    init(_ reader: inout ByteReader) throws(DatabaseError) {
        // The user's type and flags.
        _ = try reader.take(6)
        let type = try reader.byte()
        encoding = try Self.encoding(type, &reader)
        name = try reader.shortText()
    }

    private static func encoding(_ type: UInt8, _ reader: inout ByteReader) throws(DatabaseError) -> Encoding {
        switch type {
        case 0x30, 0x32: return .integer(bytes: 1)
        case 0x34: return .integer(bytes: 2)
        case 0x38: return .integer(bytes: 4)
        case 0x7F: return .integer(bytes: 8)
        case 0x3B: return .real(bytes: 4)
        case 0x3E: return .real(bytes: 8)
        case 0x26, 0x68:
            _ = try reader.byte()
            return .nullableInteger
        case 0x6D:
            _ = try reader.byte()
            return .nullableReal
        case 0x6A, 0x6C:
            // Length, precision and scale.
            let fields = Array(try reader.take(3))
            guard fields[2] <= 38 else { break }
            return .decimal(scale: Int(fields[2]))
        case 0xA7, 0xAF:
            guard try reader.number(UInt16.self) != .max else { break }
            return .bytes(isUTF8: isUTF8(Array(try reader.take(5))))
        case 0xE7, 0xEF:
            let length = try reader.number(UInt16.self)
            _ = try reader.take(5)
            if length == .max { return .chunkedUTF16 }
            return .utf16
        default: break
        }
        throw DatabaseError(
            .invalid,
            "the server answers with a column of type 0x\(String(type, radix: 16)), which is not read here: cast it to nvarchar"
        )
    }

    /// Checks bit 26 of a collation's first four bytes, which marks UTF-8 from SQL Server 2019 on.
    private static func isUTF8(_ collation: [UInt8]) -> Bool { collation[3] & 0x04 != 0 }

    // MARK: - Values

    /// Reads the column's value in a row.
    ///
    /// - Throws: ``DatabaseError`` for a value that the column's type cannot have.
    func value(_ reader: inout ByteReader) throws(DatabaseError) -> SQLServerValue {
        switch encoding {
        case .integer(let count): return .integer(Self.integer(try reader.take(count)))
        case .real(let count): return .real(Self.real(try reader.take(count)))
        case .nullableInteger:
            let count = Int(try reader.byte())
            guard count > 0 else { return .null }
            guard [1, 2, 4, 8].contains(count) else { throw broken("an integer of \(count) bytes") }
            return .integer(Self.integer(try reader.take(count)))
        case .nullableReal:
            let count = Int(try reader.byte())
            guard count > 0 else { return .null }
            guard count == 4 || count == 8 else { throw broken("a float of \(count) bytes") }
            return .real(Self.real(try reader.take(count)))
        case .decimal(let scale):
            let count = Int(try reader.byte())
            guard count > 0 else { return .null }
            guard [5, 9, 13, 17].contains(count) else { throw broken("a decimal of \(count) bytes") }
            return .decimal(Self.decimal(Array(try reader.take(count)), scale: scale))
        case .bytes(let isUTF8):
            let count = try reader.number(UInt16.self)
            guard count != .max else { return .null }
            let bytes = try reader.take(Int(count))
            guard isUTF8 || bytes.allSatisfy({ $0 < 0x80 }) else {
                throw broken("text of a code page: cast it to nvarchar")
            }
            return .text(String(decoding: bytes, as: UTF8.self))
        case .utf16:
            let count = try reader.number(UInt16.self)
            guard count != .max else { return .null }
            guard count % 2 == 0 else { throw broken("half a character") }
            return .text(try reader.text(units: Int(count) / 2))
        case .chunkedUTF16: return try chunks(&reader)
        }
    }

    private func chunks(_ reader: inout ByteReader) throws(DatabaseError) -> SQLServerValue {
        // The whole length may be unknown; the chunks say theirs.
        guard try reader.number(UInt64.self) != .max else { return .null }
        var bytes: [UInt8] = []
        while true {
            let count = try reader.number(UInt32.self)
            guard count > 0 else { break }
            bytes += try reader.take(Int(count))
        }
        guard bytes.count % 2 == 0 else { throw broken("half a character") }
        return .text(ByteReader.text(bytes[...]))
    }

    private func broken(_ what: String) -> DatabaseError {
        DatabaseError(.invalid, "the server's answer has \(what) in column \"\(name)\"")
    }

    private static func integer(_ bytes: ArraySlice<UInt8>) -> Int64 {
        switch bytes.count {
        // tinyint and bit have no sign.
        case 1: Int64(bytes.first ?? 0)
        case 2: Int64(ByteReader.number(bytes) as Int16)
        case 4: Int64(ByteReader.number(bytes) as Int32)
        default: ByteReader.number(bytes)
        }
    }

    private static func real(_ bytes: ArraySlice<UInt8>) -> Double {
        bytes.count == 4
            ? Double(Float(bitPattern: ByteReader.number(bytes)))
            : Double(bitPattern: ByteReader.number(bytes))
    }

    /// Writes a decimal number as text.
    ///
    /// - Parameter bytes: the sign (1 unless the number is negative), followed by the digits as a whole number with
    ///   its lowest byte first.
    private static func decimal(_ bytes: [UInt8], scale: Int) -> String {
        var rest = Array(bytes.dropFirst().reversed())
        var digits: [UInt8] = []
        while rest.contains(where: { $0 != 0 }) {
            var remainder = 0
            for index in rest.indices {
                let value = remainder << 8 | Int(rest[index])
                rest[index] = UInt8(value / 10)
                remainder = value % 10
            }
            digits.append(UInt8(ascii: "0") + UInt8(remainder))
        }
        while digits.count <= scale { digits.append(UInt8(ascii: "0")) }
        if scale > 0 { digits.insert(UInt8(ascii: "."), at: scale) }
        return (bytes[0] == 0 ? "-" : "") + String(decoding: digits.reversed(), as: UTF8.self)
    }
}
