/// One entry of the structure that ``JSONScanner`` finds: eight bytes for each value and each member name.
///
/// The entries of a document are in the order of its text. An object is followed by its members, each of them a name
/// and a value; an array is followed by its elements. `span` is the number of entries that belong to a container, so a
/// reader can skip a container without reading its contents.
struct JSONToken: Sendable {
    /// The packed fields: bits 0–31 are the offset, 32–34 the kind, 35 and 36 the flags, 37–63 the length or span.
    private let packed: UInt64

    /// The longest text that the 27 bits of a length can describe: 128 MiB.
    static let longestText = (1 << 27) - 1

    init(_ kind: JSONKind, at offset: Int, length: Int, hasEscapes: Bool = false, isASCII: Bool = true) {
        packed =
            UInt64(truncatingIfNeeded: offset) & 0xFFFF_FFFF
            | UInt64(kind.rawValue) << 32
            | (hasEscapes ? 1 << 35 : 0)
            | (isASCII ? 0 : 1 << 36)
            | UInt64(truncatingIfNeeded: length) << 37
    }

    var kind: JSONKind { JSONKind(rawValue: UInt8(truncatingIfNeeded: packed >> 32) & 7) ?? .null }

    /// The offset in bytes where the value's text begins; for a string, the byte after its quotation mark.
    var start: Int { Int(packed & 0xFFFF_FFFF) }

    /// The length of a scalar in bytes, without a string's quotation marks. For a container, it is the number of
    /// entries inside the container.
    var length: Int { Int(packed >> 37) }

    /// The number of entries of the value, its own entry included.
    var span: Int { kind.isContainer ? length + 1 : 1 }

    /// The offset in bytes where the value begins, with a string's quotation mark.
    var offset: Int { kind == .string ? start - 1 : start }

    var hasEscapes: Bool { packed & 1 << 35 != 0 }
    var isASCII: Bool { packed & 1 << 36 == 0 }
}
