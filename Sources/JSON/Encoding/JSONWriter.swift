/// Writes one JSON text from front to back, in the order of the calls. The writer adds the commas. The caller closes
/// each object and array that it opens, and names each member.
public struct JSONWriter: Sendable {
    public private(set) var bytes: [UInt8] = []
    private let format: JSONFormat
    private var needsComma = false
    private var isAfterName = false
    private var depth = 0

    public init(_ format: JSONFormat = []) {
        self.format = format
        bytes.reserveCapacity(256)
    }

    public var text: String { String(decoding: bytes, as: UTF8.self) }

    public mutating func beginObject() { open(UInt8(ascii: "{")) }
    public mutating func endObject() { close(UInt8(ascii: "}")) }
    public mutating func beginArray() { open(UInt8(ascii: "[")) }
    public mutating func endArray() { close(UInt8(ascii: "]")) }

    /// Writes the name of a member. The next call writes the member's value.
    public mutating func key(_ name: String) {
        separate()
        quote(name)
        bytes.append(UInt8(ascii: ":"))
        if format.contains(.pretty) { bytes.append(UInt8(ascii: " ")) }
        isAfterName = true
    }

    public mutating func member(_ name: String, _ value: String) {
        key(name)
        string(value)
    }

    /// Writes a string in UTF-8. Only `"`, `\` and control characters are escaped.
    public mutating func string(_ value: String) {
        separate()
        quote(value)
    }

    public mutating func integer(_ value: some BinaryInteger) {
        separate()
        bytes += String(value).utf8
    }

    /// Writes a number as the shortest text that reads back as the same number. A whole number gets no fraction.
    /// Infinities and NaN are written as `null`, because JSON does not have them.
    public mutating func number(_ value: Double) {
        guard value.isFinite else { return null() }
        separate()
        bytes += JSONNumber.text(of: value).utf8
    }

    public mutating func number(_ value: JSONNumber) {
        separate()
        bytes += value.text.utf8
    }

    public mutating func bool(_ value: Bool) {
        separate()
        bytes += (value ? "true" : "false").utf8
    }

    public mutating func null() {
        separate()
        bytes += "null".utf8
    }

    public mutating func value(_ value: JSONValue) {
        switch value {
        case .null: null()
        case .bool(let value): bool(value)
        case .number(let value): number(value)
        case .string(let value): string(value)
        case .array(let elements):
            beginArray()
            for element in elements { self.value(element) }
            endArray()
        case .object(let members):
            beginObject()
            for (name, value) in inOrder(Array(members)) {
                key(name)
                self.value(value)
            }
            endObject()
        }
    }

    func inOrder<Value>(_ members: [(name: String, value: Value)]) -> [(name: String, value: Value)] {
        guard format.contains(.sortedKeys) else { return members }
        return members.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    }

    private mutating func open(_ bracket: UInt8) {
        separate()
        bytes.append(bracket)
        needsComma = false
        depth += 1
    }

    private mutating func close(_ bracket: UInt8) {
        depth -= 1
        if needsComma { breakLine() }
        bytes.append(bracket)
        needsComma = true
    }

    private mutating func separate() {
        if isAfterName {
            isAfterName = false
        } else {
            if needsComma { bytes.append(UInt8(ascii: ",")) }
            if depth > 0 { breakLine() }
        }
        needsComma = true
    }

    private mutating func breakLine() {
        guard format.contains(.pretty) else { return }
        bytes.append(UInt8(ascii: "\n"))
        for _ in 0..<max(depth, 0) { bytes += "  ".utf8 }
    }

    private mutating func quote(_ value: String) {
        bytes.append(UInt8(ascii: "\""))
        var value = value
        value.withUTF8 { text in
            guard let base = text.baseAddress else { return }
            var start = 0
            var here = 0
            while here < text.count {
                if here &+ 8 <= text.count {
                    let word = UnsafeRawPointer(base).loadUnaligned(fromByteOffset: here, as: UInt64.self)
                    let special = JSONByteClassifier.needingAttention(word.littleEndian)
                    here &+= special == 0 ? 8 : special.trailingZeroBitCount >> 3
                    if special == 0 { continue }
                } else if text[here] >= 0x20, text[here] != UInt8(ascii: "\""), text[here] != UInt8(ascii: "\\") {
                    here &+= 1
                    continue
                }
                bytes.append(contentsOf: UnsafeBufferPointer(rebasing: text[start..<here]))
                escape(text[here])
                here &+= 1
                start = here
            }
            bytes.append(contentsOf: UnsafeBufferPointer(rebasing: text[start...]))
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private mutating func escape(_ byte: UInt8) {
        bytes.append(UInt8(ascii: "\\"))
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes.append(byte)
        case 0x0A: bytes.append(UInt8(ascii: "n"))
        case 0x0D: bytes.append(UInt8(ascii: "r"))
        case 0x09: bytes.append(UInt8(ascii: "t"))
        default:
            bytes += "u00".utf8
            for digit in [byte >> 4, byte & 15] { bytes.append(digit < 10 ? 0x30 &+ digit : 0x57 &+ digit) }
        }
    }
}
