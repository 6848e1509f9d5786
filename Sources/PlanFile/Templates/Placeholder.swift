/// A placeholder in a text: `${name}` or `${name:pattern}`. `$${` is not a placeholder: it stands for the text `${`.
public struct Placeholder: Sendable, Equatable {
    public let name: String
    /// The text after the colon; `nil` without a colon.
    public let pattern: String?
    /// The positions of the placeholder's bytes in the UTF-8 text, from the `$` to the `}`.
    public let range: Range<Int>

    /// One part of a text: plain text or a placeholder.
    public enum Piece: Sendable, Equatable {
        /// Plain text. A `$${` is already replaced by `${`.
        case text(String)
        case placeholder(Placeholder)
    }

    /// Divides a text into plain text and placeholders. Only the form is checked: any name and any pattern is accepted.
    ///
    /// - Throws: ``TemplateError`` for a placeholder without its `}` or without a name.
    public static func pieces(of text: String) throws(TemplateError) -> [Piece] {
        let bytes = Array(text.utf8)
        var pieces: [Piece] = []
        var literal: [UInt8] = []
        var index = 0
        func isAt(_ position: Int, _ word: String) -> Bool {
            position + word.utf8.count <= bytes.count
                && bytes[position..<(position + word.utf8.count)].elementsEqual(word.utf8)
        }
        while index < bytes.count {
            if isAt(index, "$${") {
                literal += "${".utf8
                index += 3
                continue
            }
            guard isAt(index, "${") else {
                literal.append(bytes[index])
                index += 1
                continue
            }
            guard let close = end(of: bytes, from: index + 2) else {
                throw TemplateError(message: "has ${ without its }; for the text ${ write $${")
            }
            let inner = bytes[(index + 2)..<close]
            let colon = inner.firstIndex(of: UInt8(ascii: ":"))
            let name = String(decoding: inner[..<(colon ?? close)], as: UTF8.self)
            guard !name.isEmpty else { throw TemplateError(message: "has a placeholder without a name") }
            if !literal.isEmpty { pieces.append(.text(String(decoding: literal, as: UTF8.self))) }
            literal = []
            let pattern = colon.map { String(decoding: inner[($0 + 1)...], as: UTF8.self) }
            pieces.append(.placeholder(Placeholder(name: name, pattern: pattern, range: index..<(close + 1))))
            index = close + 1
        }
        if !literal.isEmpty { pieces.append(.text(String(decoding: literal, as: UTF8.self))) }
        return pieces
    }

    /// Returns the index of the closing brace, which must be outside of a pattern's quotes. It is `nil` when there is
    /// no such brace, or when an opening brace or a line end comes first.
    private static func end(of bytes: [UInt8], from start: Int) -> Int? {
        var isQuoted = false
        for index in start..<bytes.count {
            switch bytes[index] {
            case UInt8(ascii: "'"): isQuoted.toggle()
            case UInt8(ascii: "}") where !isQuoted: return index
            case UInt8(ascii: "{") where !isQuoted, UInt8(ascii: "\n"): return nil
            default: break
            }
        }
        return nil
    }
}
