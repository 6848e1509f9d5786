/// A placeholder in a text: `${name}` or `${name:pattern}`. `$${` is no placeholder, but the text `${`.
public struct Placeholder: Sendable, Equatable {
    public let name: String
    /// Text behind the colon; `nil` without a colon.
    public let pattern: String?
    /// Its place in the text's UTF-8, from `$` to behind `}`.
    public let range: Range<Int>

    /// One part of a text.
    public enum Piece: Sendable, Equatable {
        /// Text as it is meant: `${` for `$${`.
        case text(String)
        case placeholder(Placeholder)
    }

    /// Takes a text apart. Only the form is looked at: any name and any pattern passes.
    ///
    /// - Throws: ``TemplateError`` for a placeholder that does not close, or has no name.
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

    /// The closing brace, which is not in a pattern's quotes; another opening one before it is a mistake.
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
