/// Makes harmless what XML 1.0 cannot hold, so that one object's name does not spoil a whole answer.
///
/// Amazon S3 writes keys with control characters as `&#x3;`, and U+FFFE as itself; expat refuses the document for either. Such a
/// character is replaced by a private one before the document is read, and put back into the texts that were read.
/// Bytes that are no UTF-8 become U+FFFD.
/// https://www.w3.org/TR/xml/#charsets
struct XMLCharacters {
    /// The document for expat.
    let bytes: [UInt8]
    private let hasReplacements: Bool

    /// Control characters U+0000…U+001F, U+FFFE and U+FFFF stand here meanwhile, in the last private plane.
    private static let controls: UInt32 = 0x10F800
    private static let nonCharacters: UInt32 = 0x10F8FE

    init(_ document: ArraySlice<UInt8>) {
        guard Self.mustBeRead(document) else {
            bytes = Array(document)
            hasReplacements = false
            return
        }
        var replaced: [UInt8] = []
        replaced.reserveCapacity(document.count)
        var hasReplacements = false
        var references = ReferenceScanner()
        for scalar in String(decoding: document, as: UTF8.self).unicodeScalars {
            // A reference is written out when its end has come.
            switch references.take(scalar) {
            case .text(let scalars):
                for scalar in scalars {
                    let harmless = Self.harmless(scalar.value)
                    if harmless != nil { hasReplacements = true }
                    replaced += UTF8.encode(harmless ?? scalar).map { Array($0) } ?? []
                }
            case .waiting: break
            case .reference(let value):
                guard let harmless = Self.harmless(value) ?? (Unicode.Scalar(value) == nil ? "\u{FFFD}" : nil) else {
                    replaced += Array("&#\(value);".utf8)
                    continue
                }
                hasReplacements = true
                replaced += UTF8.encode(harmless).map { Array($0) } ?? []
            }
        }
        for scalar in references.rest { replaced += UTF8.encode(scalar).map { Array($0) } ?? [] }
        bytes = replaced
        self.hasReplacements = hasReplacements
    }

    /// The characters of a text that was read, as they were sent.
    func restored(_ text: String) -> String {
        guard hasReplacements, text.unicodeScalars.contains(where: { $0.value >> 8 == Self.controls >> 8 }) else {
            return text
        }
        var restored = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case Self.controls..<(Self.controls + 0x20):
                restored.append(Unicode.Scalar(scalar.value - Self.controls) ?? scalar)
            case Self.nonCharacters, Self.nonCharacters + 1:
                restored.append(Unicode.Scalar(0xFFFE + scalar.value - Self.nonCharacters) ?? scalar)
            default: restored.append(scalar)
            }
        }
        return String(restored)
    }

    /// The stand-in of a character that XML cannot hold; `nil` for any other.
    private static func harmless(_ value: UInt32) -> Unicode.Scalar? {
        switch value {
        case 0x09, 0x0A, 0x0D: nil
        case 0..<0x20: Unicode.Scalar(controls + value)
        case 0xFFFE, 0xFFFF: Unicode.Scalar(nonCharacters + value - 0xFFFE)
        default: nil
        }
    }

    /// Looks for anything to replace: nearly no document has a control character, a reference by number or a byte
    /// beyond ASCII.
    private static func mustBeRead(_ document: ArraySlice<UInt8>) -> Bool {
        document.withUnsafeBufferPointer { bytes in
            for index in bytes.indices {
                let byte = bytes[index]
                // One test for nearly every byte: from space to DEL, and no `&`.
                if byte &- 0x20 < 0x60, byte != UInt8(ascii: "&") { continue }
                switch byte {
                case 0x09, 0x0A, 0x0D: continue
                case UInt8(ascii: "&"):
                    if index + 1 < bytes.count, bytes[index + 1] == UInt8(ascii: "#") { return true }
                default: return true
                }
            }
            return false
        }
    }
}

/// Finds references by number, `&#3;` and `&#x3;`, scalar by scalar.
private struct ReferenceScanner {
    enum Step {
        case text([Unicode.Scalar])
        case waiting
        case reference(UInt32)
    }

    private static let longest = 12

    /// Text that may yet become a reference.
    private(set) var rest: [Unicode.Scalar] = []

    mutating func take(_ scalar: Unicode.Scalar) -> Step {
        if scalar == "&" {
            let before = rest
            rest = [scalar]
            return before.isEmpty ? .waiting : .text(before)
        }
        guard !rest.isEmpty else { return .text([scalar]) }
        rest.append(scalar)
        let isBegun = rest.count == 2 ? scalar == "#" : rest.count <= Self.longest && (scalar == ";" || isDigit(scalar))
        guard !isBegun || scalar == ";" else { return .waiting }
        let scalars = rest
        rest = []
        guard isBegun, let value = value(of: scalars.dropFirst(2).dropLast()) else { return .text(scalars) }
        return .reference(value)
    }

    private func isDigit(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isASCIIHexDigit || (rest.count == 3 && scalar == "x")
    }

    private func value(of digits: ArraySlice<Unicode.Scalar>) -> UInt32? {
        let text = String(String.UnicodeScalarView(digits))
        return text.hasPrefix("x") ? UInt32(text.dropFirst(), radix: 16) : UInt32(text)
    }
}
