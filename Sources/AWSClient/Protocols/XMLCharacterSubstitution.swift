/// Replaces characters that XML 1.0 does not allow, so that one object's name does not make a whole answer unreadable.
///
/// Amazon S3 writes keys with control characters as `&#x3;`, and U+FFFE as itself; expat refuses the document for
/// either. Such a character is replaced by a private one before the document is read, and put back into the texts that
/// were read. Bytes that are no UTF-8 become U+FFFD.
/// https://www.w3.org/TR/xml/#charsets
struct XMLCharacterSubstitution {
    /// The document after the replacement, for expat.
    let bytes: [UInt8]
    /// The block of the replacement characters; `nil` when nothing was replaced.
    private let block: UInt32?

    /// Blocks of 256 characters in the last private plane. The first block of which the document uses no character
    /// holds the replacements: those of U+0000…U+001F at its beginning, those of U+FFFE and U+FFFF at its end.
    private static let blocks: [UInt32] = [0x10F8, 0x10F7, 0x10F6, 0x10F5]
    private static let nonCharacters: UInt32 = 0xFE

    init(_ document: ArraySlice<UInt8>) {
        guard Self.mustBeRead(document) else {
            bytes = Array(document)
            block = nil
            return
        }
        let text = String(decoding: document, as: UTF8.self)
        let block = Self.freeBlock(in: text)
        var replaced: [UInt8] = []
        replaced.reserveCapacity(document.count)
        var hasReplacements = false
        var references = ReferenceScanner()
        for scalar in text.unicodeScalars {
            // A reference is written out when its end has come.
            switch references.take(scalar) {
            case .text(let scalars):
                for scalar in scalars {
                    let harmless = Self.harmless(scalar.value, block)
                    if harmless != nil { hasReplacements = true }
                    replaced += UTF8.encode(harmless ?? scalar).map { Array($0) } ?? []
                }
            case .waiting: break
            case .reference(let value):
                guard let harmless = Self.harmless(value, block) ?? (Unicode.Scalar(value) == nil ? "\u{FFFD}" : nil)
                else {
                    replaced += Array("&#\(value);".utf8)
                    continue
                }
                hasReplacements = true
                replaced += UTF8.encode(harmless).map { Array($0) } ?? []
            }
        }
        for scalar in references.rest { replaced += UTF8.encode(scalar).map { Array($0) } ?? [] }
        bytes = replaced
        self.block = hasReplacements ? block : nil
    }

    private static func freeBlock(in text: String) -> UInt32 {
        var taken: Set<UInt32> = []
        var references = ReferenceScanner()
        for scalar in text.unicodeScalars {
            if scalar.value >= 0x10_0000 { taken.insert(scalar.value >> 8) }
            if case .reference(let value) = references.take(scalar) { taken.insert(value >> 8) }
        }
        return blocks.first { !taken.contains($0) } ?? blocks[0]
    }

    /// Puts the original characters back into a text that was read.
    func restored(_ text: String) -> String {
        guard let block, text.unicodeScalars.contains(where: { $0.value >> 8 == block }) else { return text }
        var restored = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch (scalar.value >> 8, scalar.value & 0xFF) {
            case (block, let place) where place < 0x20: restored.append(Unicode.Scalar(place) ?? scalar)
            case (block, let place) where place >= Self.nonCharacters:
                restored.append(Unicode.Scalar(0xFF00 | place) ?? scalar)
            default: restored.append(scalar)
            }
        }
        return String(restored)
    }

    /// Returns the replacement of a character that XML does not allow; `nil` for any other character.
    private static func harmless(_ value: UInt32, _ block: UInt32) -> Unicode.Scalar? {
        switch value {
        case 0x09, 0x0A, 0x0D: nil
        case 0..<0x20, 0xFFFE, 0xFFFF: Unicode.Scalar(block << 8 | value & 0xFF)
        default: nil
        }
    }

    /// Checks for anything that may need a replacement: a control character, a numeric reference or a byte beyond
    /// ASCII. Nearly no document has one.
    ///
    /// The function reads the whole document, even after a hit: the compiler can then test sixteen bytes at a time.
    private static func mustBeRead(_ document: ArraySlice<UInt8>) -> Bool {
        document.withUnsafeBufferPointer { bytes in
            let isOdd = bytes.reduce(UInt8(0)) { $0 | (isLayoutOrASCII($1) ? 0 : 1) }
            let hasReference = zip(bytes, bytes.dropFirst()).reduce(UInt8(0)) { found, pair in
                found | (pair.0 == UInt8(ascii: "&") && pair.1 == UInt8(ascii: "#") ? 1 : 0)
            }
            return isOdd | hasReference != 0
        }
    }

    private static func isLayoutOrASCII(_ byte: UInt8) -> Bool {
        byte &- 0x20 < 0x60 || byte == 0x09 || byte == 0x0A || byte == 0x0D
    }
}

/// Finds numeric references, `&#3;` and `&#x3;`, one character at a time.
private struct ReferenceScanner {
    enum Step {
        case text([Unicode.Scalar])
        case waiting
        case reference(UInt32)
    }

    /// The maximum length of a reference, in characters. It has room for zeros before the digits.
    private static let longest = 32

    /// The characters of a possible reference that were read so far.
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
