/// Reads the body of one answer. Every length is compared with the number of remaining bytes before it is used, so that
/// no answer can cause a read outside its own bytes, or allocate more than a fixed multiple of them.
///
/// A version of an API is either classic (lengths of 2 and 4 bytes) or flexible (lengths as variable-length numbers,
/// and tagged fields after each structure). https://kafka.apache.org/protocol#protocol_types, KIP-482
struct WireReader {
    private let bytes: [UInt8]
    private(set) var position = 0
    /// The version of the API. It decides which fields a structure has.
    let version: Int16
    let isFlexible: Bool

    init(_ bytes: [UInt8], version: Int16, isFlexible: Bool) {
        self.bytes = bytes
        self.version = version
        self.isFlexible = isFlexible
    }

    var left: Int { bytes.count - position }

    // MARK: - Numbers

    mutating func int8() throws(WireFault) -> Int8 { Int8(bitPattern: try byte()) }
    mutating func int16() throws(WireFault) -> Int16 { Int16(truncatingIfNeeded: try number(2)) }
    mutating func int32() throws(WireFault) -> Int32 { Int32(truncatingIfNeeded: try number(4)) }
    mutating func int64() throws(WireFault) -> Int64 { Int64(bitPattern: try number(8)) }
    /// Reads a Boolean. Any byte other than 0 is true, as in Kafka's own clients.
    mutating func bool() throws(WireFault) -> Bool { try int8() != 0 }

    private mutating func number(_ count: Int) throws(WireFault) -> UInt64 {
        try take(count).reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// Reads a variable-length number of at most five bytes. Each byte has seven bits of it, and the lowest bits come
    /// first.
    mutating func unsignedVarint() throws(WireFault) -> Int {
        var value: UInt64 = 0
        for index in 0..<5 {
            let byte = try byte()
            value |= UInt64(byte & 0x7F) << (7 * UInt64(index))
            if byte & 0x80 == 0 {
                guard value <= UInt64(UInt32.max) else { break }
                return Int(value)
            }
        }
        throw WireFault("has a variable-length number of more than 32 bits")
    }

    // MARK: - Text and bytes

    mutating func text() throws(WireFault) -> String {
        guard let text = try nullableText() else { throw WireFault("has null where it must have text") }
        return text
    }

    mutating func nullableText() throws(WireFault) -> String? {
        let length = isFlexible ? try unsignedVarint() - 1 : Int(try int16())
        guard let part = try sized(length) else { return nil }
        guard let text = String(validating: part, as: UTF8.self) else { throw WireFault("has text that is not UTF-8") }
        return text
    }

    mutating func data() throws(WireFault) -> [UInt8] {
        let length = isFlexible ? try unsignedVarint() - 1 : Int(try int32())
        // A refusal has null here with some brokers, and nothing with others.
        return try sized(length).map { Array($0) } ?? []
    }

    /// Returns the next `length` bytes.
    ///
    /// - Returns: `nil` when the length is -1, which stands for null.
    private mutating func sized(_ length: Int) throws(WireFault) -> ArraySlice<UInt8>? {
        if length == -1 { return nil }
        guard length >= 0 else { throw WireFault("has a negative length") }
        return try take(length)
    }

    // MARK: - Lists and tagged fields

    mutating func list<Element>(_ read: (inout WireReader) throws(WireFault) -> Element) throws(WireFault) -> [Element]
    {
        guard let list = try nullableList(read) else { throw WireFault("has null where it must have a list") }
        return list
    }

    mutating func nullableList<Element>(
        _ read: (inout WireReader) throws(WireFault) -> Element
    ) throws(WireFault) -> [Element]? {
        let count = isFlexible ? try unsignedVarint() - 1 : Int(try int32())
        if count == -1 { return nil }
        // No element is shorter than a byte.
        guard (0...left).contains(count) else { throw WireFault("has a list that is longer than itself") }
        var list: [Element] = []
        for _ in 0..<count { list.append(try read(&self)) }
        return list
    }

    /// Skips the tagged fields after a structure of a flexible version; a classic version has none. Newer brokers add
    /// their new fields there.
    mutating func skipTags() throws(WireFault) {
        guard isFlexible else { return }
        let count = try unsignedVarint()
        // A field is its tag and its length, a byte each at least.
        guard count <= left / 2 else { throw WireFault("has more tagged fields than bytes") }
        for _ in 0..<count {
            _ = try unsignedVarint()
            _ = try take(try unsignedVarint())
        }
    }

    private mutating func byte() throws(WireFault) -> UInt8 {
        guard left > 0 else { throw WireFault("ends too early") }
        defer { position += 1 }
        return bytes[position]
    }

    private mutating func take(_ count: Int) throws(WireFault) -> ArraySlice<UInt8> {
        guard count >= 0, count <= left else { throw WireFault("ends too early") }
        defer { position += count }
        return bytes[position..<(position + count)]
    }
}
