/// Writes the part of Thrift's compact protocol that Parquet's metadata needs.
/// https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md
struct ThriftWriter {
    private(set) var bytes: [UInt8] = []
    /// The id of the last field in each structure that is not yet ended.
    private var last: [Int] = [0]

    private typealias Kind = ThriftReader.Kind

    mutating func field(_ id: Int, _ value: Bool) { header(id, value ? .yes : .no) }

    mutating func field(_ id: Int, byte value: Int8) {
        header(id, .byte)
        bytes.append(UInt8(bitPattern: value))
    }

    mutating func field(_ id: Int, int32 value: Int) {
        header(id, .i32)
        integer(Int64(value))
    }

    mutating func field(_ id: Int, int64 value: Int64) {
        header(id, .i64)
        integer(value)
    }

    mutating func field(_ id: Int, _ value: some Collection<UInt8>) {
        header(id, .binary)
        binary(value)
    }

    mutating func field(_ id: Int, structure write: (inout ThriftWriter) -> Void) {
        header(id, .structure)
        structure(write)
    }

    mutating func field<Elements: Collection>(
        _ id: Int,
        structures elements: Elements,
        _ write: (inout ThriftWriter, Elements.Element) -> Void
    ) {
        header(id, .list)
        list(count: elements.count, .structure)
        for element in elements { structure { write(&$0, element) } }
    }

    mutating func field(_ id: Int, int32s elements: [Int]) {
        header(id, .list)
        list(count: elements.count, .i32)
        for element in elements { integer(Int64(element)) }
    }

    mutating func field(_ id: Int, texts elements: [String]) {
        header(id, .list)
        list(count: elements.count, .binary)
        for element in elements { binary(element.utf8) }
    }

    /// Ends the outermost structure.
    mutating func end() { bytes.append(0) }

    private mutating func structure(_ write: (inout ThriftWriter) -> Void) {
        last.append(0)
        write(&self)
        bytes.append(0)
        last.removeLast()
    }

    private mutating func header(_ id: Int, _ kind: Kind) {
        let delta = id - (last.last ?? 0)
        last[last.count - 1] = id
        if (1...15).contains(delta) {
            bytes.append(UInt8(delta) << 4 | kind.rawValue)
        } else {
            bytes.append(kind.rawValue)
            integer(Int64(id))
        }
    }

    private mutating func list(count: Int, _ kind: Kind) {
        if count < 15 {
            bytes.append(UInt8(count) << 4 | kind.rawValue)
        } else {
            bytes.append(0xF0 | kind.rawValue)
            bytes.appendVariableLength(UInt64(count))
        }
    }

    private mutating func binary(_ value: some Collection<UInt8>) {
        bytes.appendVariableLength(UInt64(value.count))
        bytes += value
    }

    /// Appends a zigzag integer, in which small numbers are short, both positive and negative ones.
    private mutating func integer(_ value: Int64) {
        bytes.appendVariableLength(UInt64(bitPattern: value << 1 ^ value >> 63))
    }
}

extension [UInt8] {
    /// Appends a number with seven bits in each byte, the lowest bits first (ULEB128).
    mutating func appendVariableLength(_ value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        append(UInt8(rest))
    }

    /// Appends an integer with its lowest byte first.
    mutating func appendLittleEndian<Integer: FixedWidthInteger>(_ value: Integer) {
        Swift.withUnsafeBytes(of: value.littleEndian) { append(contentsOf: $0) }
    }
}
