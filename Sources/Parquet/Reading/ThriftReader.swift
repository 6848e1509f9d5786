/// Reads the part of Thrift's compact protocol that a Parquet footer needs. It never reads beyond the given bytes.
/// https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md
struct ThriftReader {
    /// The error for bytes that are not in the compact protocol, or that end too early.
    struct Malformed: Error {}

    enum Kind: UInt8 {
        case yes = 1, no, byte, i16, i32, i64, double, binary, list, set, map, structure
    }

    private var rest: ArraySlice<UInt8>

    private static let deepest = 32

    init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

    /// Reads the next field of a structure.
    ///
    /// - Parameter last: the id of the field before, 0 for the first field.
    /// - Returns: `nil` at the end of the structure.
    mutating func field(after last: Int) throws(Malformed) -> (id: Int, kind: Kind)? {
        let header = try byte()
        guard header != 0 else { return nil }
        guard let kind = Kind(rawValue: header & 0x0F) else { throw Malformed() }
        let delta = Int(header >> 4)
        guard delta == 0 else { return (last + delta, kind) }
        let id = try integer()
        guard let id = Int16(exactly: id) else { throw Malformed() }
        return (Int(id), kind)
    }

    /// Reads a zigzag integer of up to 64 bits.
    mutating func integer() throws(Malformed) -> Int64 {
        let value = try unsigned()
        return Int64(bitPattern: value >> 1) ^ -Int64(bitPattern: value & 1)
    }

    /// Reads a single byte as a signed number.
    mutating func int8() throws(Malformed) -> Int8 { Int8(bitPattern: try byte()) }

    /// Reads the beginning of a list or a set. The elements follow it.
    ///
    /// - Returns: the number of elements, which fit into the remaining bytes, and their kind.
    mutating func list() throws(Malformed) -> (count: Int, element: Kind) {
        let header = try byte()
        let short = UInt64(header >> 4)
        let count = short == 15 ? try unsigned() : short
        guard let element = Kind(rawValue: header & 0x0F), count <= UInt64(rest.count) else { throw Malformed() }
        return (Int(count), element)
    }

    /// Reads a binary value as text. Bytes that are not UTF-8 are replaced.
    mutating func text() throws(Malformed) -> String {
        let count = try unsigned()
        guard count <= UInt64(rest.count) else { throw Malformed() }
        let bytes = rest.prefix(Int(count))
        rest = rest.dropFirst(Int(count))
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Skips a value.
    mutating func skip(_ kind: Kind, depth: Int = 0) throws(Malformed) {
        guard depth < Self.deepest else { throw Malformed() }
        switch kind {
        case .yes, .no: return
        case .byte: try drop(1)
        case .i16, .i32, .i64: _ = try unsigned()
        case .double: try drop(8)
        case .binary: try drop(try unsigned())
        case .list, .set:
            let header = try byte()
            let short = UInt64(header >> 4)
            let count = short == 15 ? try unsigned() : short
            guard let element = Kind(rawValue: header & 0x0F) else { throw Malformed() }
            try repeated(count) { (reader: inout ThriftReader) throws(Malformed) in
                try reader.skipElement(element, depth + 1)
            }
        case .map:
            let count = try unsigned()
            guard count > 0 else { return }
            let kinds = try byte()
            guard let key = Kind(rawValue: kinds >> 4), let value = Kind(rawValue: kinds & 0x0F) else {
                throw Malformed()
            }
            try repeated(count) { (reader: inout ThriftReader) throws(Malformed) in
                try reader.skipElement(key, depth + 1)
                try reader.skipElement(value, depth + 1)
            }
        case .structure:
            var last = 0
            while let field = try field(after: last) {
                try skip(field.kind, depth: depth + 1)
                last = field.id
            }
        }
    }

    /// Skips an element of a list. A Boolean takes one byte there; in a structure it is part of the field's header.
    private mutating func skipElement(_ kind: Kind, _ depth: Int) throws(Malformed) {
        if kind == .yes || kind == .no { try drop(1) } else { try skip(kind, depth: depth) }
    }

    private mutating func repeated(
        _ count: UInt64,
        _ body: (inout ThriftReader) throws(Malformed) -> Void
    ) throws(Malformed) {
        // Every element takes a byte at least.
        guard count <= UInt64(rest.count) else { throw Malformed() }
        for _ in 0..<count { try body(&self) }
    }

    private mutating func byte() throws(Malformed) -> UInt8 {
        guard let byte = rest.popFirst() else { throw Malformed() }
        return byte
    }

    private mutating func drop(_ count: UInt64) throws(Malformed) {
        guard count <= UInt64(rest.count) else { throw Malformed() }
        rest = rest.dropFirst(Int(count))
    }

    private mutating func unsigned() throws(Malformed) -> UInt64 {
        var value: UInt64 = 0
        for shift in stride(from: 0, through: 63, by: 7) {
            let byte = try byte()
            guard shift < 63 || byte <= 1 else { throw Malformed() }
            value |= UInt64(byte & 0x7F) << shift
            if byte & 0x80 == 0 { return value }
        }
        throw Malformed()
    }
}
