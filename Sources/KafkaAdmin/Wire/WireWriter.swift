/// Writes the body of one request, the counterpart of ``WireReader``.
///
/// A text that is too long for its length field is not cut: it makes the whole request invalid (``isOverlong``).
struct WireWriter {
    private(set) var bytes: [UInt8] = []
    let version: Int16
    let isFlexible: Bool
    /// `true` when a text or a list is too long for its length field.
    private(set) var isOverlong = false

    init(version: Int16, isFlexible: Bool) {
        self.version = version
        self.isFlexible = isFlexible
    }

    mutating func int8(_ value: Int8) { bytes.append(UInt8(bitPattern: value)) }
    mutating func bool(_ value: Bool) { bytes.append(value ? 1 : 0) }
    mutating func int16(_ value: Int16) { number(UInt64(truncatingIfNeeded: value), bytes: 2) }
    mutating func int32(_ value: Int32) { number(UInt64(truncatingIfNeeded: value), bytes: 4) }

    private mutating func number(_ value: UInt64, bytes count: Int) {
        for index in (0..<count).reversed() { bytes.append(UInt8(truncatingIfNeeded: value >> UInt64(8 * index))) }
    }

    mutating func unsignedVarint(_ value: UInt32) {
        var rest = value
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(truncatingIfNeeded: rest))
    }

    mutating func text(_ value: String) { nullableText(value) }

    mutating func nullableText(_ value: String?) {
        guard let value else { return isFlexible ? unsignedVarint(0) : int16(-1) }
        let text = Array(value.utf8)
        // Kafka's limit for both forms.
        guard let length = Int16(exactly: text.count) else { return isOverlong = true }
        if isFlexible { unsignedVarint(UInt32(length) + 1) } else { int16(length) }
        bytes += text
    }

    mutating func data(_ value: [UInt8]) {
        length(value.count)
        bytes += value
    }

    mutating func list<Element>(_ elements: [Element], _ write: (inout WireWriter, Element) -> Void) {
        length(elements.count)
        for element in elements { write(&self, element) }
    }

    /// Writes a null list, which Kafka distinguishes from an empty list.
    mutating func nullList() { if isFlexible { unsignedVarint(0) } else { int32(-1) } }

    private mutating func length(_ count: Int) {
        guard let count = Int32(exactly: count), count < Int32.max else { return isOverlong = true }
        if isFlexible { unsignedVarint(UInt32(count) + 1) } else { int32(count) }
    }

    /// Ends a structure with an empty set of tagged fields, since no request here has any.
    mutating func endTags() { if isFlexible { unsignedVarint(0) } }

    /// Appends the bytes of another writer, for example a header before its body.
    mutating func append(_ other: WireWriter) {
        bytes += other.bytes
        isOverlong = isOverlong || other.isOverlong
    }
}
